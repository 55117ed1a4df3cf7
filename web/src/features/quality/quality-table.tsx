import type { QualityPoint } from "@veza/contracts/http/admin";
import { numberFormat } from "../../lib/formatters.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { isQuiet, renditionsOf, stallsPerHour } from "../../models/quality/quality-math.ts";
import { whenOf } from "./when.ts";

/** Every figure of the plots, in words and numbers: slices in which nothing happened are left out. */
export function QualityTable({ points, sliceMs }: { points: readonly QualityPoint[]; sliceMs: number }) {
  const { t, language } = useWords();
  const number = (value: number | null, digits = 0) =>
    value === null ? "–" : numberFormat(language, { maximumFractionDigits: digits }).format(value);
  const names = renditionsOf(points);
  const rows = points.filter((point) => !isQuiet([point])).toReversed();
  const ms = (name: string) => `${name} (ms)`;
  const heads = [
    ms(t("quality.p50")),
    ms(t("quality.p95")),
    t("quality.stallsColumn"),
    t("quality.stalls"),
    ms(t("quality.stalledColumn")),
    t("quality.switches"),
    t("quality.sessions"),
    t("quality.plays"),
    ...names.map((name) => `${name} (h)`),
  ];
  return (
    <section
      className="overflow-x-auto rounded-2xl bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label={t("quality.tableCaption")}
    >
      <table className="w-full text-right text-sm tabular">
        <caption className="sr-only">{t("quality.tableCaption")}</caption>
        <thead>
          <tr>
            <th scope="col" className="sticky left-0 bg-surface px-4 py-3 text-left font-semibold">
              {t("quality.when")}
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="min-w-24 px-4 py-3 align-bottom font-semibold">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.at} className="border-t border-line">
              <th
                scope="row"
                className="sticky left-0 bg-surface px-4 py-2 text-left font-medium whitespace-nowrap"
              >
                {whenOf(point.at, sliceMs, language, "long")}
              </th>
              {[
                number(point.start_p50_ms),
                number(point.start_p95_ms),
                number(point.stalls),
                number(stallsPerHour(point), 2),
                number(point.stall_ms),
                number(point.switches),
                number(point.sessions),
                number(point.plays),
                ...names.map((name) => number((point.sent_seconds[name] ?? 0) / 3600, 3)),
              ].map((value, index) => (
                <td key={heads[index]} className="px-4 py-2">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
