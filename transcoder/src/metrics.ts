/** A label's values must come from a small fixed set: a stage, an outcome, a route. Never a key, an id or a name. */
type Labels = Record<string, string>;

const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];
/** A metric with more series than this has an unbounded label: that is a bug, and later series are not kept. */
const MOST_SERIES = 200;

type Series = { labels: Labels; value: number; sum: number; buckets: number[] };
type Metric = { kind: "counter" | "gauge" | "histogram"; help: string; series: Map<string, Series> };

export type Metrics = ReturnType<typeof createMetrics>;

/** Prometheus metrics in the text format 0.0.4. Gauges are read when they are asked for. */
export function createMetrics() {
  const metrics = new Map<string, Metric>();
  const readers: Array<() => void> = [];

  const series = (name: string, kind: Metric["kind"], help: string, labels: Labels): Series | undefined => {
    let metric = metrics.get(name);
    if (!metric) {
      metric = { kind, help, series: new Map() };
      metrics.set(name, metric);
    }
    const key = labelText(labels);
    let found = metric.series.get(key);
    if (!found && metric.series.size < MOST_SERIES) {
      found = { labels, value: 0, sum: 0, buckets: BUCKETS.map(() => 0) };
      metric.series.set(key, found);
    }
    return found;
  };

  return {
    counter(name: string, help: string) {
      return (labels: Labels = {}, by = 1) => {
        const one = series(name, "counter", help, labels);
        if (one) one.value += by;
      };
    },
    /** Seconds. */
    histogram(name: string, help: string) {
      return (labels: Labels, seconds: number) => {
        const one = series(name, "histogram", help, labels);
        if (!one) return;
        one.value += 1;
        one.sum += seconds;
        BUCKETS.forEach((bound, index) => {
          if (seconds <= bound) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
        });
      };
    },
    gauge(name: string, help: string, read: () => number) {
      readers.push(() => {
        const one = series(name, "gauge", help, {});
        if (one) one.value = read();
      });
    },
    render(): string {
      for (const read of readers) read();
      return [...metrics].map(([name, metric]) => renderMetric(name, metric)).join("");
    },
  };
}

function renderMetric(name: string, metric: Metric): string {
  const lines = [`# HELP ${name} ${metric.help}`, `# TYPE ${name} ${metric.kind}`];
  for (const { labels, value, sum, buckets } of metric.series.values()) {
    if (metric.kind !== "histogram") {
      lines.push(`${name}${labelText(labels)} ${value}`);
      continue;
    }
    BUCKETS.forEach((bound, index) => {
      lines.push(`${name}_bucket${labelText({ ...labels, le: String(bound) })} ${buckets[index] ?? 0}`);
    });
    lines.push(`${name}_bucket${labelText({ ...labels, le: "+Inf" })} ${value}`);
    lines.push(`${name}_sum${labelText(labels)} ${sum}`, `${name}_count${labelText(labels)} ${value}`);
  }
  return `${lines.join("\n")}\n`;
}

function labelText(labels: Labels): string {
  const entries = Object.entries(labels).map(([key, value]) => `${key}="${value.replace(/["\\\n]/g, "_")}"`);
  return entries.length === 0 ? "" : `{${entries.join(",")}}`;
}

/** The transcoder's own counters. */
export function createJobMetrics(metrics: Metrics) {
  return {
    jobs: metrics.counter("veza_transcoder_jobs_total", "Jobs that ended, by kind and outcome"),
    jobSeconds: metrics.histogram("veza_transcoder_job_duration_seconds", "Time of a whole job"),
    stageSeconds: metrics.histogram("veza_transcoder_stage_duration_seconds", "Time of one stage of a job"),
    processes: metrics.counter(
      "veza_transcoder_ffmpeg_processes_total",
      "ffmpeg processes that ended, by outcome",
    ),
    sourceBytes: metrics.counter("veza_transcoder_source_bytes_total", "Bytes read from the media store"),
    storedBytes: metrics.counter("veza_transcoder_stored_bytes_total", "Bytes written to the media store"),
    storedObjects: metrics.counter(
      "veza_transcoder_stored_objects_total",
      "Objects written to the media store",
    ),
    retries: metrics.counter(
      "veza_transcoder_store_retries_total",
      "Requests to the media store that were repeated",
    ),
    requestSeconds: metrics.histogram(
      "veza_http_request_duration_seconds",
      "HTTP requests by route and status",
    ),
  };
}
export type JobMetrics = ReturnType<typeof createJobMetrics>;
