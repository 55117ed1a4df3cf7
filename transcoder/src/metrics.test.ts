import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("counters, gauges and histograms in the text format", () => {
  const metrics = createMetrics();
  const jobs = metrics.counter("jobs_total", "Jobs");
  jobs({ outcome: "result" });
  jobs({ outcome: "result" });
  metrics.gauge("running", "Running", () => 3);
  metrics.histogram("took_seconds", "Took")({ kind: "audio" }, 0.2);
  const text = metrics.render();
  expect(text).toContain('jobs_total{outcome="result"} 2\n');
  expect(text).toContain("# TYPE running gauge\nrunning 3\n");
  expect(text).toContain('took_seconds_bucket{kind="audio",le="0.1"} 0\n');
  expect(text).toContain('took_seconds_bucket{kind="audio",le="0.25"} 1\n');
  expect(text).toContain('took_seconds_count{kind="audio"} 1\n');
});

test("a label without bounds can't fill the memory", () => {
  const metrics = createMetrics();
  const count = metrics.counter("requests_total", "Requests");
  for (let index = 0; index < 5000; index += 1) count({ path: `/${index}` });
  expect(metrics.render().split("\n").length).toBeLessThan(210);
});
