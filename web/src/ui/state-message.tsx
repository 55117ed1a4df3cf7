import { CloudOff, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { codeOf } from "../lib/api/api-error.ts";
import { useWords } from "../lib/i18n/use-words.ts";
import { Button } from "./button.tsx";

interface StateMessageProps {
  icon?: LucideIcon;
  title: string;
  hint?: string;
  children?: ReactNode;
  /** The page's own heading when it has no other. */
  level?: 1 | 2;
  isAlert?: boolean;
}

/** What a page shows instead of content: empty, missing, failed. */
export function StateMessage({
  icon: Icon,
  title,
  hint,
  children,
  level = 2,
  isAlert = false,
}: StateMessageProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div
      role={isAlert ? "alert" : undefined}
      className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-20 text-center"
    >
      {Icon ? (
        <span className="mb-2 grid size-16 place-items-center rounded-full bg-surface text-ink-3">
          <Icon className="size-7" aria-hidden="true" />
        </span>
      ) : null}
      <Heading className="text-2xl leading-tight font-bold">{title}</Heading>
      {hint === undefined ? null : <p className="text-ink-2">{hint}</p>}
      {children ? <div className="mt-4 flex flex-wrap justify-center gap-3">{children}</div> : null}
    </div>
  );
}

/** A failed load: what, why in a sentence, and the way to try again. */
export function LoadFailed({
  title,
  error,
  onRetry,
  level = 2,
}: {
  title: string;
  error: unknown;
  onRetry: () => void;
  level?: 1 | 2;
}) {
  const { t } = useWords();
  return (
    <StateMessage icon={CloudOff} title={title} hint={t(`error.${codeOf(error)}`)} level={level} isAlert>
      <Button look="primary" onClick={onRetry}>
        {t("app.retry")}
      </Button>
    </StateMessage>
  );
}
