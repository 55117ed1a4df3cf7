import { STAGES, type Stage } from "@veza/contracts/media";
import { Check } from "lucide-react";
import { percent } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";

interface StageListProps {
  title: string;
  stage: Stage | null;
  /** Of the whole job, 0–1. */
  progress: number;
  /** Uploads before this one, while it waits for its turn. */
  queuedBefore?: number | null;
}

/** The five stages of the pipeline, with the one at work and how far the whole is. */
export function StageList({ title, stage, progress, queuedBefore = null }: StageListProps) {
  const { t, language } = useWords();
  const at = stage === null ? -1 : STAGES.indexOf(stage);
  const turn =
    queuedBefore === null || queuedBefore === 0
      ? t("stage.queued")
      : t("stage.queuedBefore", { count: queuedBefore });
  const share = percent(progress, language);
  return (
    <div>
      <div
        role="progressbar"
        aria-label={t("stage.list", { title })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(progress * 100)}
        aria-valuetext={t("stage.now", { stage: t(`stage.${stage ?? "queued"}`), percent: share })}
        className="h-2 overflow-hidden rounded-full bg-line"
      >
        <div
          className="h-full origin-left rounded-full bg-accent transition-transform duration-500 ease-out"
          style={{ transform: `scaleX(${progress})` }}
        />
      </div>
      <ol className="mt-4 grid grid-cols-5 gap-2">
        {STAGES.map((name, index) => {
          const isDone = index < at;
          const isNow = index === at;
          return (
            <li
              key={name}
              aria-current={isNow ? "step" : undefined}
              className="flex min-w-0 flex-col items-start gap-1.5"
            >
              <span
                className={`grid size-6 place-items-center rounded-full text-xs font-bold ${isDone ? "bg-ink text-bg" : isNow ? "bg-accent text-on-accent" : "bg-raised text-ink-3 ring-1 ring-line ring-inset"}`}
              >
                {isDone ? <Check className="size-3.5" strokeWidth={3} aria-hidden="true" /> : index + 1}
              </span>
              <span
                className={`text-xs leading-tight sm:text-sm ${isNow ? "font-bold text-ink" : "text-ink-3 max-sm:sr-only"} ${isDone ? "text-ink-2" : ""}`}
              >
                {t(`stage.${name}`)}
              </span>
              <span className={`hidden text-xs leading-snug text-ink-3 md:block ${isNow ? "" : "invisible"}`}>
                {t(`stage.${name}Hint`)}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="mt-1 text-sm text-ink-2 tabular">{at === -1 ? turn : share}</p>
    </div>
  );
}
