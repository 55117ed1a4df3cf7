import type { DataOf } from "@veza/contracts/events";
import type { QualityPoint } from "@veza/contracts/http/admin";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { deliver, publishedTrack } from "../../testing/published-track.ts";
import { readQuality } from "./service.ts";

const NOON = Date.parse("2026-06-01T12:00:00.000Z");
const at = (ms: number) => new Date(NOON + ms);
const DAY = 86_400_000;

describe.each(await availableBackends())("quality of listening on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  let serial = 0;
  const summarised = (
    ended_at: Date,
    more: Partial<DataOf<"stream.summarised">> = {},
    id = `summary-event-${serial++}`,
    now = at(0),
  ) =>
    deliver(
      harness,
      id,
      {
        type: "stream.summarised",
        data: {
          ended_at: ended_at.toISOString(),
          sent_seconds: { aac_128: 30 },
          switches: 1,
          stalls: 0,
          stall_ms: 0,
          starts_ms: [],
          ...more,
        },
      },
      ended_at,
      now,
    );
  const busy = (points: QualityPoint[]) => points.filter((point) => point.sessions > 0 || point.plays > 0);

  test("sockets are added up in the slice in which they ended; percentiles are estimated from the starts", async () => {
    await summarised(at(-600_000), {
      sent_seconds: { aac_128: 12.5, flac: 3, "what is this": 1 },
      starts_ms: [60, 60, 60],
    });
    await summarised(at(-300_001), {
      sent_seconds: { aac_128: 7.5 },
      switches: 4,
      stalls: 2,
      stall_ms: 900.5,
      starts_ms: Array(97).fill(350).concat([8000]),
    });
    await summarised(at(-300_000), { starts_ms: [] });
    const { slice_ms, points } = await readQuality(harness.env, "6h", at(0));
    expect([slice_ms, points.length, points[0]?.at, points.at(-1)?.at]).toEqual([
      300_000,
      72,
      at(-71 * 300_000).toISOString(),
      at(0).toISOString(),
    ]);
    const [first, second, ...rest] = busy(points);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      at: at(-600_000).toISOString(),
      sessions: 2,
      sent_seconds: { aac_128: 20, flac: 3, other: 1 },
      switches: 5,
      stalls: 2,
      stall_ms: 901,
      plays: 0,
    });
    // 101 starts: the median is 47.5 of 97 between 300 and 400, the 95th percentile nearly at its upper
    // bound.
    expect([first?.start_p50_ms, first?.start_p95_ms]).toEqual([349, 396]);
    expect(second).toMatchObject({ sessions: 1, start_p50_ms: null, start_p95_ms: null });
  });

  test("five deliveries count once, at once too; different events all count", async () => {
    await Promise.all(
      Array.from({ length: 5 }, () => summarised(at(-1), { starts_ms: [100] }, "the-same-summary")),
    );
    await summarised(at(-1), { starts_ms: [100] }, "the-same-summary");
    await Promise.all(Array.from({ length: 8 }, () => summarised(at(-1), { starts_ms: [100, 5000] })));
    const points = busy((await readQuality(harness.env, "6h", at(0))).points);
    expect(points).toMatchObject([{ sessions: 9, sent_seconds: { aac_128: 270 }, switches: 9 }]);
    expect(await harness.database.query("select sum(starts)::int as n from quality_starts")).toEqual([
      { n: 17 },
    ]);
  });

  test("an hour and a day hold the sums of their slices, with the plays that counted", async () => {
    const artist = await harness.account();
    const track = await publishedTrack(harness, artist.id);
    for (const ms of [-3 * DAY, -3 * DAY + 3_599_999, -3 * DAY + 3_600_000]) {
      await summarised(at(ms), { starts_ms: [100] });
      await deliver(
        harness,
        `a-play-${ms}`,
        {
          type: "play.qualified",
          data: { track_id: track, listener: "guest_a", heard_ms: 1, source: "hls" },
        },
        at(ms),
        at(0),
      );
    }
    const week = await readQuality(harness.env, "7d", at(0));
    expect([week.slice_ms, week.points.length]).toEqual([3_600_000, 168]);
    expect(busy(week.points).map((point) => [point.at, point.sessions, point.plays])).toEqual([
      [at(-3 * DAY).toISOString(), 2, 2],
      [at(-3 * DAY + 3_600_000).toISOString(), 1, 0],
    ]);
    const quarter = await readQuality(harness.env, "90d", at(0));
    expect([quarter.slice_ms, quarter.points.length]).toEqual([DAY, 90]);
    expect(busy(quarter.points)).toMatchObject([{ at: "2026-05-29T00:00:00.000Z", sessions: 3, plays: 2 }]);
  });

  test("kept for 90 days; a clock that goes fast ends now; what is older is not added any more", async () => {
    await summarised(at(-89 * DAY));
    await summarised(at(5 * DAY));
    await summarised(at(-92 * DAY));
    expect(await harness.database.query("select count(*)::int as n from quality_slices")).toEqual([{ n: 2 }]);
    await harness.keepHouse(at(3 * DAY));
    for (const table of ["quality_slices", "quality_sent"])
      expect(await harness.database.query(`select at from ${table}`)).toHaveLength(1);
  });

  test("only who may read it gets it", async () => {
    const [admin, user] = [await harness.account("admin"), await harness.account()];
    const ask = (token: string, query = "") => harness.request(`/api/v1/admin/quality${query}`, { token });
    expect((await ask(user.token)).status).toBe(403);
    const body = (await (await ask(admin.token, "?range=7d")).json()) as { points: QualityPoint[] };
    expect(body.points).toHaveLength(168);
    expect((await ask(admin.token, "?range=1y")).status).toBe(400);
  });
});
