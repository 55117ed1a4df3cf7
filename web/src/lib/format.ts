import { dateFormat, numberFormat, relativeFormat } from "./formatters.ts";

/** Clock reading of a length: `3:07`, `1:02:45`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const s = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${s}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${s}`;
}

/** Length in words of the reader's language: `3 minutes, 7 seconds`. For screen readers and limits. */
export function spokenLength(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const unit = (value: number, name: "hour" | "minute" | "second") =>
    numberFormat(locale, { style: "unit", unit: name, unitDisplay: "long" }).format(value);
  const parts: string[] = [];
  if (whole >= 3600) parts.push(unit(Math.floor(whole / 3600), "hour"));
  if (Math.floor(whole / 60) % 60 > 0) parts.push(unit(Math.floor(whole / 60) % 60, "minute"));
  if (whole % 60 > 0 || parts.length === 0) parts.push(unit(whole % 60, "second"));
  return parts.join(" ");
}

/** Bytes in decimal units: `48.2 MB`, in French `48,2 Mo`. */
export function fileSize(bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return numberFormat(locale, {
    style: "unit",
    unit: units[power] ?? "byte",
    // Short, English says "6 byte": bytes are written out.
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

export function percent(share: number, locale: string): string {
  return numberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/**
 * The reader's own kind of a language that the page speaks: for `en` the `en-GB` of their browser, which
 * writes days before months. For dates and times; words and numbers are the language's.
 */
export function regional(
  language: string,
  wanted: readonly string[] = globalThis.navigator?.languages ?? [],
): string {
  return wanted.find((tag) => tag.toLowerCase().split("-")[0] === language.toLowerCase()) ?? language;
}

export function day(iso: string, locale: string): string {
  return dateFormat(regional(locale), { dateStyle: "long" }).format(new Date(iso));
}

/** The time of day, by the reader's clock of 12 or 24 hours: one form wherever a time stands. */
export function timeOfDay(iso: string, locale: string): string {
  return dateFormat(regional(locale), { timeStyle: "short" }).format(new Date(iso));
}

/** Day and time, for titles and for what is older. */
export function moment(iso: string, locale: string): string {
  return dateFormat(regional(locale), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** How long ago, in the reader's language: `3 hours ago`. */
export function ago(iso: string, locale: string, now: number = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const steps = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  const format = relativeFormat(locale, { numeric: "auto" });
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "minute");
}
