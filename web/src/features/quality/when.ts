import { regional } from "../../lib/format.ts";
import { dateFormat } from "../../lib/formatters.ts";

const HOUR_MS = 3_600_000;

/** Begin of a slice as the reader writes it: the time of day for short slices, the date for long ones. */
export function whenOf(iso: string, sliceMs: number, locale: string, form: "short" | "long"): string {
  const at = new Date(iso);
  // A day's slice begins at midnight in Greenwich: elsewhere that is another day's evening.
  const timeZone = sliceMs >= 24 * HOUR_MS ? "UTC" : undefined;
  const date = { day: "numeric", month: "short", timeZone } as const;
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  const options =
    sliceMs >= 24 * HOUR_MS
      ? date
      : form === "long"
        ? { ...date, ...time }
        : sliceMs >= HOUR_MS
          ? date
          : { ...time, timeZone };
  return dateFormat(regional(locale), options).format(at);
}
