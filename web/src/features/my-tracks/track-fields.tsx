import { LICENSES, VISIBILITIES } from "@veza/contracts/media";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { FormField, TrackForm } from "../../models/tracks/track-form.ts";
import { Choice, SelectField, TextArea, TextField } from "../../ui/field.tsx";

interface TrackFieldsProps {
  form: TrackForm;
  set: <K extends FormField>(field: K, value: TrackForm[K]) => void;
  errorOf: (field: FormField) => string | null;
  /** Characters that a text field takes. */
  longest: (field: FormField) => number | undefined;
}

export function TrackFields({ form, set, errorOf, longest }: TrackFieldsProps) {
  const { t } = useWords();
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t("myTracks.fieldTitle")}
          value={form.title}
          required
          maxLength={longest("title")}
          error={errorOf("title")}
          onChange={(event) => set("title", event.target.value)}
        />
        <TextField
          label={t("myTracks.fieldArtist")}
          value={form.artist}
          required
          maxLength={longest("artist")}
          error={errorOf("artist")}
          onChange={(event) => set("artist", event.target.value)}
        />
      </div>
      <TextArea
        label={t("myTracks.fieldDescription")}
        value={form.description}
        maxLength={longest("description")}
        error={errorOf("description")}
        onChange={(event) => set("description", event.target.value)}
      />
      <Choice
        legend={t("myTracks.fieldVisibility")}
        name="edit-visibility"
        value={form.visibility}
        onChange={(value) => set("visibility", value)}
        options={VISIBILITIES.map((value) => ({
          value,
          label: t(`visibility.${value}`),
          hint: t(`visibility.${value}Hint`),
        }))}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t("myTracks.fieldGenre")}
          value={form.genre}
          maxLength={longest("genre")}
          error={errorOf("genre")}
          onChange={(event) => set("genre", event.target.value)}
        />
        <TextField
          label={t("myTracks.fieldTags")}
          hint={t("myTracks.fieldTagsHint")}
          value={form.tags}
          error={errorOf("tags")}
          onChange={(event) => set("tags", event.target.value)}
        />
        <TextField
          label={t("myTracks.fieldBpm")}
          inputMode="decimal"
          value={form.bpm}
          error={errorOf("bpm")}
          onChange={(event) => set("bpm", event.target.value)}
        />
        <TextField
          label={t("myTracks.fieldKey")}
          hint={t("myTracks.fieldKeyHint")}
          value={form.key}
          error={errorOf("key")}
          onChange={(event) => set("key", event.target.value)}
        />
        <TextField
          label={t("myTracks.fieldIsrc")}
          value={form.isrc}
          error={errorOf("isrc")}
          onChange={(event) => set("isrc", event.target.value)}
        />
        <SelectField
          label={t("myTracks.fieldLicense")}
          value={form.license}
          onChange={(event) =>
            set("license", LICENSES.find((it) => it === event.target.value) ?? form.license)
          }
        >
          {LICENSES.map((license) => (
            <option key={license} value={license}>
              {t(`license.${license}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <label className="flex min-h-11 items-center gap-3 font-medium">
        <input
          type="checkbox"
          className="tick"
          checked={form.is_downloadable}
          onChange={(event) => set("is_downloadable", event.target.checked)}
        />
        {t("myTracks.fieldDownload")}
      </label>
    </>
  );
}
