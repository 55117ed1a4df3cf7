import { day } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { dayKey } from "./times.ts";

const DAY_MS = 86_400_000;

export function DayRow({ at }: { at: string }) {
  const { t, language } = useWords();
  const key = dayKey(at);
  const now = Date.now();
  const words =
    key === dayKey(new Date(now).toISOString())
      ? t("chat.today")
      : key === dayKey(new Date(now - DAY_MS).toISOString())
        ? t("chat.yesterday")
        : day(at, language);
  return (
    <p className="mx-4 mt-5 mb-1 flex items-center gap-4 text-xs font-semibold text-ink-3 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
      {words}
    </p>
  );
}

export function UnreadRow() {
  const { t } = useWords();
  return (
    <p className="mx-4 mt-3 flex items-center gap-3 text-xs font-bold text-accent-ink before:h-px before:grow before:bg-accent-ink">
      {t("chat.unread")}
    </p>
  );
}
