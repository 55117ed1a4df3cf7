import { VISIBILITIES } from "@veza/contracts/media";
import { useTranslation } from "react-i18next";
import { Choice, TextField } from "../../components/field.tsx";
import { changeUpload, type UploadItem } from "./upload-store.ts";

/** The names of a file that is not sent yet, guessed from its name. */
export function UploadForm({ item }: { item: UploadItem }) {
  const { t } = useTranslation();
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
