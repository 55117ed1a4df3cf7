import type { Track } from "@veza/contracts/http/tracks";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { deliver, publishedTrack } from "../../testing/published-track.ts";
import { refreshTrends } from "../listening/trends.ts";

const HOUR = 3_600_000;

describe.each(await availableBackends())("trending on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const NOON = Date.parse("2026-06-01T12:00:00.000Z");
  let serial = 0;
  const play = async (track_id: string, times: number, at: number, now = NOON) => {
    for (let i = 0; i < times; i++) {
      const listener = `guest_${serial++}`;
      await deliver(
        harness,
        `trend-${listener}`,
        { type: "play.qualified", data: { track_id, listener, heard_ms: 30_000, source: "hls" } },
        new Date(at),
        new Date(now),
      );
    }
  };
  const page = async (query: string) =>
    (await (await harness.request(`/api/v1/tracks?sort=trending${query}`)).json()) as {
      items: Track[];
      next_cursor: string | null;
    };
  const ids = async (query = "") => (await page(query)).items.map((track) => track.id);
  const walk = async (limit: number, between?: () => Promise<unknown>) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next = await page(`&limit=${limit}${cursor === null ? "" : `&cursor=${cursor}`}`);
      seen.push(...next.items.map((track) => track.id));
      cursor = next.next_cursor;
      await between?.();
    } while (cursor !== null);
    return seen;
  };

  test("plays of the last 24 hours decide; without any, all plays do", async () => {
    const artists = await Promise.all([1, 2, 3, 4].map(() => harness.account()));
    const [old, fresh, edge, none] = await Promise.all(
      artists.map((artist) => publishedTrack(harness, artist.id)),
    );
    await harness.database.query("update tracks set play_count = 900 where id = $1", [old]);
    await harness.database.query("update tracks set play_count = 5 where id = $1", [none]);
    await play(old ?? "", 3, NOON - 24 * HOUR);
    await play(edge ?? "", 1, NOON - 24 * HOUR + 1);
    await play(fresh ?? "", 2, NOON - HOUR);
    expect(await ids()).toEqual([old, none, fresh, edge]);
    await refreshTrends(harness.env, new Date(NOON));
    expect(await ids()).toEqual([fresh, edge, old, none]);
    await refreshTrends(harness.env, new Date(NOON + 25 * HOUR));
    expect((await ids())[0]).toBe(old);
  });

  test("in the first ten places every artist stands once, in a genre too; the rest follows by plays", async () => {
    const artists = await Promise.all(Array.from({ length: 12 }, () => harness.account()));
    const loud = await Promise.all(
      [30, 29, 28].map((n) => publishedTrack(harness, artists[0]?.id ?? "", { genre: "Dub", play_count: n })),
    );
    const others: string[] = [];
    for (const [i, artist] of artists.slice(1).entries())
      others.push(
        await publishedTrack(harness, artist.id, {
          genre: i % 2 === 0 ? "Dub" : "House",
          play_count: 20 - i,
        }),
      );
    for (const sorted of [await ids(), await walk(4), await walk(1)])
      expect(sorted).toEqual([loud[0], ...others.slice(0, 9), loud[1], loud[2], ...others.slice(9)]);
    const dub = others.filter((_, i) => i % 2 === 0);
    expect(await ids("&genre=dub")).toEqual([loud[0], ...dub, loud[1], loud[2]]);
  });

  test("pages of any length hold every track once, with and without recent plays", async () => {
    const tracks: string[] = [];
    for (let i = 0; i < 14; i++) {
      const artist = await harness.account();
      for (let n = 0; n <= i % 3; n++)
        tracks.push(await publishedTrack(harness, artist.id, { play_count: (i * 7 + n * 3) % 5 }));
    }
    for (const [i, track] of tracks.entries()) if (i % 2 === 0) await play(track, i % 4, NOON - HOUR);
    await refreshTrends(harness.env, new Date(NOON));
    const whole = await page("&limit=100");
    const expected = whole.items.map((track) => track.id);
    expect([...expected].sort()).toEqual([...tracks].sort());
    expect(new Set(whole.items.slice(0, 10).map((track) => track.uploader.id)).size).toBe(10);
    for (const limit of [1, 3, 7, 10, 13]) expect(await walk(limit)).toEqual(expected);
  });

  test("pages hold together while plays come in and counts are made anew", async () => {
    const tracks: string[] = [];
    for (let i = 0; i < 6; i++) {
      const artist = await harness.account();
      tracks.push(await publishedTrack(harness, artist.id));
      await play(tracks[i] ?? "", i, NOON - HOUR);
    }
    await refreshTrends(harness.env, new Date(NOON));
    const expected = await ids();
    let now = NOON;
    const seen = await walk(2, async () => {
      await play(tracks[1] ?? "", 7, now, now);
      now += 300_000;
      await refreshTrends(harness.env, new Date(now));
    });
    expect(seen).toEqual(expected);
    expect((await ids())[0]).toBe(tracks[1]);
    // A generation that is forgotten: the newest one goes on from the same place.
    const first = await page("&limit=2");
    await refreshTrends(harness.env, new Date(now + HOUR));
    expect((await page(`&limit=2&cursor=${first.next_cursor}`)).items.length).toBeGreaterThan(0);
  });

  test("a second run within five minutes changes nothing", async () => {
    const artist = await harness.account();
    const track = await publishedTrack(harness, artist.id);
    await play(track, 1, NOON - HOUR);
    await Promise.all([
      refreshTrends(harness.env, new Date(NOON)),
      refreshTrends(harness.env, new Date(NOON + 1)),
    ]);
    await play(track, 1, NOON - HOUR);
    await refreshTrends(harness.env, new Date(NOON + 60_000));
    expect(await harness.database.query("select plays from track_trends")).toEqual([{ plays: 1 }]);
  });

  test("a cursor of another list is refused", async () => {
    const artist = await harness.account();
    for (let i = 0; i < 2; i++) await publishedTrack(harness, artist.id);
    const newest = (await (await harness.request("/api/v1/tracks?limit=1")).json()) as {
      next_cursor: string;
    };
    const trending = await page("&limit=1");
    for (const query of [
      `sort=trending&cursor=${newest.next_cursor}`,
      `sort=newest&cursor=${trending.next_cursor}`,
      `sort=trending&cursor=${Buffer.from(JSON.stringify(["0.1.9999999999.0", "trk_0"])).toString("base64url")}`,
    ]) {
      const response = await harness.request(`/api/v1/tracks?${query}`);
      expect([response.status, await codeOf(response)]).toEqual([400, "invalid_cursor"]);
    }
  });
});
