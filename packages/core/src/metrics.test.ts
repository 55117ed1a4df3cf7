import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("counters, gauges and histograms in the text format", () => {
  const metrics = createMetrics({ jobs_total: "Jobs", running: "Running", took_seconds: "Took" });
  metrics.count("jobs_total", { outcome: "result" });
  metrics.count("jobs_total", { outcome: "result" });
  let running = 1;
  metrics.gaugeFrom("running", () => running);
  metrics.observe("took_seconds", 0.2, { kind: "audio" });
  running = 3;
  const text = metrics.render();
  expect(text).toContain(
    '# HELP jobs_total Jobs\n# TYPE jobs_total counter\njobs_total{outcome="result"} 2\n',
  );
  expect(text).toContain("# TYPE running gauge\nrunning 3\n");
  expect(text).toContain('took_seconds_bucket{kind="audio",le="0.1"} 0\n');
  expect(text).toContain('took_seconds_bucket{kind="audio",le="0.25"} 1\n');
  expect(text).toContain('took_seconds_count{kind="audio"} 1\n');
});

test("what takes as long as a job has bounds of its own", () => {
  const metrics = createMetrics({}, [1, 900]);
  metrics.observe("took_seconds", 600);
  expect(metrics.render()).toContain('took_seconds_bucket{le="1"} 0\ntook_seconds_bucket{le="900"} 1\n');
});

test("a label without bounds can't fill the memory", () => {
  const metrics = createMetrics({});
  for (let index = 0; index < 5000; index += 1) metrics.count("requests_total", { path: `/${index}` });
  const text = metrics.render();
  expect(text.split("\n").length).toBeLessThan(510);
  expect(text).toContain('requests_total{overflow="other"} 4500\n');
});
