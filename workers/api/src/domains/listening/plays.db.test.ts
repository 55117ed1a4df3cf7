import { PLAY_WINDOW_MS } from "@veza/contracts/events";
import { everyBackend } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { deliver, publishedTrack } from "../../testing/published-track.ts";
import { PLAY_KEPT_MS } from "./policy.ts";

const NOON = Date.parse("2026-06-01T12:00:00.000Z");
const at = (ms: number) => new Date(NOON + ms);

describe.each(await everyBackend())("plays on $name", (backend) => {
  let harness: Harness;
  let artist: Awaited<ReturnType<Harness["account"]>>;
  let track: string;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    artist = await harness.account();
    track = await publishedTrack(harness, artist.id);
  });

  let serial = 0;
  const played = (
    listener: string,
    ms: number,
    options: { track_id?: string; id?: string; now?: Date } = {},
  ) =>
    deliver(
      harness,
      options.id ?? `play-event-${serial++}`,
      {
        type: "play.qualified",
        data: { track_id: options.track_id ?? track, listener, heard_ms: 30_000, source: "socket" },
      },
      at(ms),
      options.now,
    );
  const count = async (id = track) =>
    (await harness.database.query("select play_count from tracks where id = $1", [id]))[0]?.play_count;
  const rows = async (table: string) =>
    Number((await harness.database.query(`select count(*)::int as n from ${table}`))[0]?.n);

  test("five deliveries of a play count once, one after the other and at once", async () => {
    for (let i = 0; i < 5; i++) await played(artist.id, 0, { id: "the-same-event" });
    await Promise.all([1, 2, 3, 4, 5].map(() => played("guest_abc", 0, { id: "another-event" })));
    expect(await count()).toBe(2);
    expect(await harness.database.query("select play_count from listening_history")).toEqual([
      { play_count: 1 },
    ]);
    expect(await harness.database.query("select plays from play_slices")).toEqual([{ plays: 2 }]);
  });

  test("twelve different events of one listener at the same moment count once", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => played(artist.id, i)));
    expect(await count()).toBe(1);
    expect(await rows("plays")).toBe(1);
  });

  test("twelve listeners at the same moment all count", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => played(`guest_${i}`, 0)));
    expect(await count()).toBe(12);
  });

  test("the window slides: a play counts from the 30th minute after the last one that counted", async () => {
    await played(artist.id, 0);
    await played(artist.id, PLAY_WINDOW_MS - 1);
    expect(await count()).toBe(1);
    await played(artist.id, PLAY_WINDOW_MS);
    expect(await count()).toBe(2);
    await played(artist.id, 2 * PLAY_WINDOW_MS - 1);
    expect(await count()).toBe(2);
    const other = await publishedTrack(harness, artist.id);
    await played(artist.id, 1, { track_id: other });
    expect(await count(other)).toBe(1);
  });

  test("events that come in another order than they happened count by when they happened", async () => {
    await played(artist.id, 2 * PLAY_WINDOW_MS, { now: at(3 * PLAY_WINDOW_MS) });
    await played(artist.id, 0, { now: at(3 * PLAY_WINDOW_MS) });
    // Inside of the windows of both.
    await played(artist.id, PLAY_WINDOW_MS + 1, { now: at(3 * PLAY_WINDOW_MS) });
    expect(await count()).toBe(2);
    const [entry] = await harness.database.query("select last_played_at from listening_history");
    expect(new Date(String(entry?.last_played_at))).toEqual(at(2 * PLAY_WINDOW_MS));
  });

  test("unknown and deleted tracks, tracks on their way and listeners who are not there are ignored", async () => {
    const gone = await publishedTrack(harness, artist.id);
    await harness.database.query("update tracks set deleted_at = now() where id = $1", [gone]);
    const early = await publishedTrack(harness, artist.id, { is_published: false });
    for (const track_id of [gone, early, "trk_01h455vb4pex5vsknk084sn02q"]) {
      await played(artist.id, 0, { track_id });
      await played("guest_abc", 0, { track_id });
    }
    await played("usr_01h455vb4pex5vsknk084sn02q", 0);
    await played("nonsense", 0);
    const left = await harness.account();
    await harness.database.query("update users set deleted_at = now() where id = $1", [left.id]);
    await played(left.id, 0);
    expect([await count(), await count(gone), await count(early), await rows("plays")]).toEqual([0, 0, 0, 0]);
    expect(await rows("listening_history")).toBe(0);
  });

  test("guests are counted and have no history", async () => {
    await played("guest_abc", 0);
    expect([await count(), await rows("listening_history")]).toEqual([1, 0]);
  });

  test("the table of plays is kept short, and what comes after that is not counted again", async () => {
    await played(artist.id, 0, { id: "an-old-event" });
    await harness.keepHouse(at(PLAY_KEPT_MS - 1));
    expect(await rows("plays")).toBe(1);
    await harness.keepHouse(at(PLAY_KEPT_MS + 1));
    expect(await rows("plays")).toBe(0);
    await played(artist.id, 0, { id: "an-old-event", now: at(PLAY_KEPT_MS + 2) });
    expect(await count()).toBe(1);
  });
});
