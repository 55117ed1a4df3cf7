import type { QualityPoint } from "@veza/contracts/http/admin";
import { useState } from "react";
import { numberFormat } from "../../lib/formatters.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import {
  type Block,
  highestOf,
  renditionsOf,
  scaleFor,
  secondsSent,
  stacked,
  stallsPerHour,
  totalsOf,
} from "../../models/quality/quality-math.ts";
import { Bars, colorAt, Line } from "./marks.tsx";
import { Legend, Plot } from "./plot.tsx";
import { whenOf } from "./when.ts";

/** Six plots over the same time; pointing at a slice of one shows that slice in all. */
export function QualityPlots({ points, sliceMs }: { points: readonly QualityPoint[]; sliceMs: number }) {
  const { t, language } = useWords();
  const [pointed, setPointed] = useState<number | null>(null);
  const number = (value: number, digits = 0) =>
    numberFormat(language, { maximumFractionDigits: digits }).format(value);
  const times = points.map((point) => whenOf(point.at, sliceMs, language, "short"));
  const totals = totalsOf(points);
  const at = pointed === null ? null : points[pointed];
  const common = { times, pointed, onPoint: setPointed };
  const summaryOf = (name: string, summary: string) => t("quality.plot", { name, summary });
  const when = at ? whenOf(at.at, sliceMs, language, "long") : "";
  const ms = (value: number | null) =>
    value === null ? t("quality.none") : t("quality.ms", { value: number(value) });

  const p50 = points.map((point) => point.start_p50_ms);
  const p95 = points.map((point) => point.start_p95_ms);
  const slowest = highestOf([...p95, ...p50]);
  const stalls = points.map(stallsPerHour);
  const names = renditionsOf(points);
  const colorOf = (name: string) => colorAt(names.indexOf(name));
  const hours = (point: QualityPoint) => secondsSent(point) / 3600;
  const sent = points.map((point) =>
    stacked(
      Object.fromEntries(Object.entries(point.sent_seconds).map(([name, s]) => [name, s / 3600])),
      names,
    ),
  );
  const counts = (["switches", "sessions", "plays"] as const).map((key) => ({
    key,
    values: points.map((point) => point[key]),
    total: totals[key],
  }));
  const barsOf = (values: readonly number[]): Block[][] =>
    values.map((to) => (to > 0 ? [{ name: "all", from: 0, to }] : []));
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <Plot
        {...common}
        title={t("quality.starts")}
        hint={t("quality.startsHint")}
        summary={summaryOf(t("quality.starts"), t("quality.worst", { value: ms(slowest || null) }))}
        readout={
          at
            ? `${when}: ${ms(at.start_p50_ms)} / ${ms(at.start_p95_ms)}`
            : slowest > 0
              ? t("quality.worst", { value: ms(slowest) })
              : t("quality.none")
        }
        scale={scaleFor(slowest)}
        tickLabel={(value) => number(value, 1)}
        legend={
          <Legend
            items={[
              { name: t("quality.p50"), color: colorAt(1) },
              { name: t("quality.p95"), color: colorAt(2) },
            ]}
          />
        }
      >
        {(geometry) => (
          <>
            <Line values={p95} color={colorAt(2)} geometry={geometry} />
            <Line values={p50} color={colorAt(1)} geometry={geometry} />
          </>
        )}
      </Plot>
      <Plot
        {...common}
        title={t("quality.sent")}
        hint={t("quality.sentHint")}
        summary={summaryOf(
          t("quality.sent"),
          t("quality.total", { value: t("quality.hours", { value: number(totals.hours, 1) }) }),
        )}
        readout={
          at
            ? `${when}: ${t("quality.hours", { value: number(hours(at), 2) })}`
            : t("quality.total", { value: t("quality.hours", { value: number(totals.hours, 1) }) })
        }
        scale={scaleFor(highestOf(points.map(hours)))}
        tickLabel={(value) => number(value, 3)}
        legend={<Legend items={names.map((name) => ({ name, color: colorOf(name) }))} />}
      >
        {(geometry) => <Bars bars={sent} colorOf={colorOf} geometry={geometry} />}
      </Plot>
      <Plot
        {...common}
        title={t("quality.stalls")}
        hint={t("quality.stallsHint")}
        summary={summaryOf(
          t("quality.stalls"),
          t("quality.mean", { value: number(totals.stallsPerHour ?? 0, 2) }),
        )}
        readout={
          at
            ? `${when}: ${stallsPerHour(at) === null ? t("quality.none") : number(stallsPerHour(at) ?? 0, 2)}`
            : t("quality.mean", { value: number(totals.stallsPerHour ?? 0, 2) })
        }
        scale={scaleFor(highestOf(stalls))}
        tickLabel={(value) => number(value, 2)}
      >
        {(geometry) => <Line values={stalls} color={colorAt(3)} geometry={geometry} />}
      </Plot>
      {counts.map(({ key, values, total }, index) => (
        <Plot
          {...common}
          key={key}
          title={t(`quality.${key}`)}
          hint={t(`quality.${key}Hint`)}
          summary={summaryOf(t(`quality.${key}`), t("quality.total", { value: number(total) }))}
          readout={at ? `${when}: ${number(at[key])}` : t("quality.total", { value: number(total) })}
          scale={scaleFor(highestOf(values), { isWhole: true })}
          tickLabel={(value) => number(value)}
        >
          {(geometry) => (
            <Bars bars={barsOf(values)} colorOf={() => colorAt([4, 0, 2][index] ?? 0)} geometry={geometry} />
          )}
        </Plot>
      ))}
    </div>
  );
}
