import { GitMerge } from "lucide-react";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { FormField, TrackForm } from "../../models/tracks/track-form.ts";
import { Button } from "../../ui/button.tsx";
import { FIELD_LABELS } from "./field-labels.ts";

interface ConflictNoticeProps {
  /** Fields that differ from the other version now. */
  fields: readonly FormField[];
  theirs: TrackForm;
  onTake: (field: FormField) => void;
}

/** The track changed elsewhere meanwhile: the other version's fields, to take one by one. */
export function ConflictNotice({ fields, theirs, onTake }: ConflictNoticeProps) {
  const { t } = useWords();
  return (
    <div role="alert" className="rounded-2xl bg-surface p-4 ring-1 ring-accent-ink ring-inset">
      <p className="flex items-start gap-3 font-semibold">
        <GitMerge className="mt-0.5 size-5 shrink-0 text-accent-ink" aria-hidden="true" />
        {t("myTracks.conflict")}
      </p>
      <p className="mt-1 pl-8 text-sm text-ink-2">{t("myTracks.conflictHint")}</p>
      <ul className="mt-3 flex flex-col gap-2 pl-8">
        {fields.map((field) => (
          <li key={field} className="flex flex-wrap items-center gap-x-3">
            <span className="text-sm font-semibold">{t(`myTracks.${FIELD_LABELS[field]}`)}</span>
            <Button look="quiet" className="max-w-full overflow-hidden" onClick={() => onTake(field)}>
              <span className="truncate">
                {t("myTracks.conflictTake", { value: String(theirs[field]) || t("myTracks.conflictEmpty") })}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
