import type { HistoryEntry } from "@veza/contracts/http/listening";
import { dateFormat } from "../../lib/formatters.ts";

/** A line of the history page: a day's heading, or one track under it. */
export type HistoryLine =
  | { kind: "day"; key: string; label: string }
  | { kind: "entry"; key: string; entry: HistoryEntry; index: number };

interface Words {
  today: string;
  yesterday: string;
  locale: string;
  /** Without it: the reader's own. */
  timeZone?: string;
}

/** Calendar day of an instant where the reader is: `2026-11-22`. */
function dayOf(at: Date, timeZone: string | undefined): string {
  // Swedish writes dates as ISO 8601 does.
  return dateFormat("sv-SE", { dateStyle: "short", timeZone }).format(at);
}

/** How many calendar days lie between two of them. */
const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** The lines of a history that is sorted newest first, a heading before each day's tracks. */
export function linesByDay(
  entries: readonly HistoryEntry[],
  now: Date,
  { today, yesterday, locale, timeZone }: Words,
): HistoryLine[] {
  const lines: HistoryLine[] = [];
  const current = dayOf(now, timeZone);
  const thisYear = current.slice(0, 4);
  let last: string | null = null;
  for (const [index, entry] of entries.entries()) {
    const at = new Date(entry.last_played_at);
    const day = dayOf(at, timeZone);
    if (day !== last) {
      last = day;
      const ago = daysBetween(day, current);
      const year = day.startsWith(thisYear) ? {} : { year: "numeric" as const };
      const written = dateFormat(locale, {
        weekday: "long",
        day: "numeric",
        month: "long",
        timeZone,
        ...year,
      }).format(at);
      lines.push({ kind: "day", key: day, label: ago <= 0 ? today : ago === 1 ? yesterday : written });
    }
    lines.push({ kind: "entry", key: entry.track.id, entry, index });
  }
  return lines;
}
