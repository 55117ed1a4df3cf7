/**
 * Counters, gauges and histograms of one isolate or process, written as Prometheus text (exposition format
 * 0.0.4). An isolate's numbers are its own; a scraper sums over instances. Labels must be bounded: route
 * patterns, never paths.
 */
export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void;
  gauge(name: string, value: number, labels?: Labels): void;
  /** A gauge that is read whenever the numbers are asked for. */
  gaugeFrom(name: string, read: () => number): void;
  /** Seconds. */
  observe(name: string, seconds: number, labels?: Labels): void;
  render(): string;
}
type Labels = Record<string, string>;

/** Upper bounds in seconds, from a cached answer to a slow upload. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** More series than this of one name means an unbounded label: further ones are counted under `other`. */
const MAX_SERIES = 500;

interface Histogram {
  buckets: number[];
  sum: number;
  count: number;
}

/**
 * @param help what each name is, by name
 * @param buckets upper bounds of the histograms in seconds, rising
 */
export function createMetrics(
  help: Record<string, string>,
  buckets: readonly number[] = REQUEST_BUCKETS,
): Metrics {
  const numbers = new Map<string, { kind: "counter" | "gauge"; series: Map<string, number> }>();
  const histograms = new Map<string, Map<string, Histogram>>();
  const readers: (() => void)[] = [];

  const number = (name: string, kind: "counter" | "gauge") => {
    let metric = numbers.get(name);
    if (metric === undefined) {
      metric = { kind, series: new Map() };
      numbers.set(name, metric);
    }
    return metric.series;
  };
  const key = (series: Map<string, unknown>, labels: Labels) => {
    const text = labelText(labels);
    return series.has(text) || series.size < MAX_SERIES ? text : labelText({ overflow: "other" });
  };

  return {
    count(name, labels = {}, by = 1) {
      const series = number(name, "counter");
      const at = key(series, labels);
      series.set(at, (series.get(at) ?? 0) + by);
    },
    gauge(name, value, labels = {}) {
      const series = number(name, "gauge");
      series.set(key(series, labels), value);
    },
    gaugeFrom(name, read) {
      readers.push(() => number(name, "gauge").set("", read()));
    },
    observe(name, seconds, labels = {}) {
      const series = histograms.get(name) ?? new Map<string, Histogram>();
      histograms.set(name, series);
      const at = key(series, labels);
      const histogram = series.get(at) ?? { buckets: buckets.map(() => 0), sum: 0, count: 0 };
      series.set(at, histogram);
      buckets.forEach((bound, i) => {
        if (seconds <= bound) histogram.buckets[i] = (histogram.buckets[i] ?? 0) + 1;
      });
      histogram.sum += seconds;
      histogram.count += 1;
    },
    render() {
      for (const read of readers) read();
      const lines: string[] = [];
      const head = (name: string, kind: string) =>
        lines.push(`# HELP ${name} ${help[name] ?? name}`, `# TYPE ${name} ${kind}`);
      for (const [name, { kind, series }] of numbers) {
        head(name, kind);
        for (const [labels, value] of series) lines.push(`${name}${braces(labels)} ${value}`);
      }
      for (const [name, series] of histograms) {
        head(name, "histogram");
        for (const [labels, { buckets: counts, sum, count }] of series) {
          const more = labels === "" ? "" : `${labels},`;
          buckets.forEach((bound, i) => {
            lines.push(`${name}_bucket{${more}le="${bound}"} ${counts[i]}`);
          });
          lines.push(`${name}_bucket{${more}le="+Inf"} ${count}`);
          lines.push(`${name}_sum${braces(labels)} ${sum}`, `${name}_count${braces(labels)} ${count}`);
        }
      }
      return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
    },
  };
}

const braces = (labels: string) => (labels === "" ? "" : `{${labels}}`);

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(
      ([name, value]) =>
        `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
    )
    .join(",");
}
