import { expect, test } from "vitest";
import { beginOf, toPoints } from "./slices.ts";

test("every slice has a point, also one in which nothing happened", () => {
  const slice_ms = 300_000;
  const from = beginOf(Date.parse("2026-06-01T12:03:00Z"), slice_ms);
  const points = toPoints(
    {
      totals: [{ at_ms: from + slice_ms, sessions: 2, switches: 3, stalls: 1, stall_ms: 400.4 }],
      sent: [
        { at_ms: from + slice_ms, rendition: "aac_128", seconds: 61.26 },
        { at_ms: from + slice_ms, rendition: "flac", seconds: 5 },
      ],
      starts: [{ at_ms: from + slice_ms, bucket: 3, starts: 4 }],
      plays: [{ at_ms: from, plays: 9 }],
    },
    from,
    slice_ms,
    3,
  );
  expect(points.map((point) => point.at)).toEqual([
    "2026-06-01T12:00:00.000Z",
    "2026-06-01T12:05:00.000Z",
    "2026-06-01T12:10:00.000Z",
  ]);
  expect(points.map((point) => [point.sessions, point.plays, point.start_p50_ms])).toEqual([
    [0, 9, null],
    [2, 0, 88],
    [0, 0, null],
  ]);
  expect(points[1]).toMatchObject({
    sent_seconds: { aac_128: 61.3, flac: 5 },
    switches: 3,
    stalls: 1,
    stall_ms: 400,
  });
});
