import { VISIBILITIES } from "@veza/contracts/media";
import { useWords } from "../../lib/i18n/use-words.ts";
import { changeUpload, type UploadItem } from "../../models/uploads/upload-store.ts";
import { Choice, TextField } from "../../ui/field.tsx";

const isIsrc = (typed: string) =>
  typed.trim() === "" || /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(typed.replace(/[-\s]/g, "").toUpperCase());

/** The names of a file that is not sent yet, from its tags or guessed from its name. */
export function UploadForm({ item }: { item: UploadItem }) {
  const { t } = useWords();
  return (
    <div className="mt-5 grid gap-4 sm:grid-cols-2">
      <TextField
        label={t("upload.fileTitle")}
        value={item.title}
        maxLength={200}
        required
        error={item.title.trim() === "" ? t("upload.titleNeeded") : null}
        onChange={(event) => changeUpload(item.id, { title: event.target.value })}
      />
      <TextField
        label={t("upload.fileArtist")}
        value={item.artist}
        maxLength={100}
        required
        error={item.artist.trim() === "" ? t("upload.artistNeeded") : null}
        onChange={(event) => changeUpload(item.id, { artist: event.target.value })}
      />
      <TextField
        label={t("myTracks.fieldGenre")}
        value={item.genre}
        maxLength={50}
        onChange={(event) => changeUpload(item.id, { genre: event.target.value })}
      />
      <TextField
        label={t("myTracks.fieldIsrc")}
        value={item.isrc}
        maxLength={20}
        error={isIsrc(item.isrc) ? null : t("upload.isrcWrong")}
        onChange={(event) => changeUpload(item.id, { isrc: event.target.value })}
      />
      <div className="sm:col-span-2">
        <Choice
          legend={t("upload.fileVisibility")}
          name={`visibility-${item.id}`}
          value={item.visibility}
          onChange={(visibility) => changeUpload(item.id, { visibility })}
          options={VISIBILITIES.map((value) => ({
            value,
            label: t(`visibility.${value}`),
            hint: t(`visibility.${value}Hint`),
          }))}
        />
      </div>
    </div>
  );
}
