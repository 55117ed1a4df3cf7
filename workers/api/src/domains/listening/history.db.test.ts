import type { HistoryEntry } from "@veza/contracts/http/listening";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { deliver, publishedTrack } from "../../testing/published-track.ts";
import { PLAY_KEPT_MS } from "./policy.ts";

describe.each(await availableBackends())("listening history on $name", (backend) => {
  type Account = Awaited<ReturnType<Harness["account"]>>;
  let harness: Harness;
  let artist: Account;
  let listener: Account;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    [artist, listener] = [await harness.account(), await harness.account()];
  });

  let serial = 0;
  const id = () => `listening-event-${serial++}`;
  /** Minutes before now. */
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const played = (track_id: string, at: Date, event = id()) =>
    deliver(
      harness,
      event,
      {
        type: "play.qualified",
        data: { track_id, listener: listener.id, heard_ms: 30_000, source: "socket" },
      },
      at,
      new Date(),
    );
  const stopped = (track_id: string, position_ms: number, at: Date, user_id = listener.id) =>
    deliver(
      harness,
      id(),
      { type: "listening.stopped", data: { user_id, track_id, position_ms, duration_ms: 200_000 } },
      at,
      new Date(),
    );
  const page = async (query = "", token = listener.token) =>
    (await (await harness.request(`/api/v1/me/history${query}`, { token })).json()) as {
      items: HistoryEntry[];
      next_cursor: string | null;
    };
  const shown = async (query = "", token = listener.token) =>
    (await page(query, token)).items.map((entry) => [entry.track.id, entry.position_ms, entry.play_count]);
  const turn = async (on: boolean) => {
    const response = await harness.request("/api/v1/me/listening-settings", {
      method: "PUT",
      token: listener.token,
      json: { is_history_on: on },
    });
    expect([response.status, await response.json()]).toEqual([200, { is_history_on: on }]);
  };

  test("plays and stops make one entry a track: counts, the place, newest first", async () => {
    const [one, two] = [await publishedTrack(harness, artist.id), await publishedTrack(harness, artist.id)];
    await played(one, ago(90));
    await played(one, ago(50));
    await played(two, ago(45));
    await stopped(one, 61_000, ago(40));
    expect(await shown()).toEqual([
      [one, 61_000, 2],
      [two, null, 1],
    ]);
    await stopped(one, 199_000, ago(30));
    expect(await shown()).toEqual([
      [one, null, 2],
      [two, null, 1],
    ]);
    expect(await shown("", artist.token)).toEqual([]);
  });

  test("an older event never overwrites a newer place", async () => {
    const track = await publishedTrack(harness, artist.id);
    await stopped(track, 90_000, ago(10));
    await stopped(track, 30_000, ago(20));
    expect(await shown()).toEqual([[track, 90_000, 0]]);
    await Promise.all([3, 1, 2, 5, 4].map((minute) => stopped(track, minute * 10_000, ago(minute))));
    expect(await shown()).toEqual([[track, 10_000, 0]]);
    // A play that is newer than the stop moves the entry and leaves the place.
    await played(track, ago(0.5));
    expect(await shown()).toEqual([[track, 10_000, 1]]);
  });

  test("tracks and users that are not there are ignored", async () => {
    const track = await publishedTrack(harness, artist.id);
    await stopped("trk_01h455vb4pex5vsknk084sn02q", 10_000, ago(1));
    await stopped(track, 10_000, ago(1), "usr_01h455vb4pex5vsknk084sn02q");
    await harness.database.query("update tracks set deleted_at = now() where id = $1", [track]);
    await stopped(track, 10_000, ago(1));
    expect(await harness.database.query("select * from listening_history")).toEqual([]);
  });

  test("off: nothing is added, plays still count, what is there stays; nothing of that time appears later", async () => {
    const [one, two] = [await publishedTrack(harness, artist.id), await publishedTrack(harness, artist.id)];
    await stopped(one, 10_000, ago(5));
    await turn(false);
    await played(two, ago(0));
    await stopped(one, 90_000, ago(0));
    const duringOff = new Date();
    expect(await shown()).toEqual([[one, 10_000, 0]]);
    expect(await harness.database.query("select play_count from tracks where id = $1", [two])).toEqual([
      { play_count: 1 },
    ]);
    await turn(true);
    await stopped(two, 50_000, duringOff);
    expect(await shown()).toEqual([[one, 10_000, 0]]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await stopped(two, 60_000, new Date());
    expect(await shown()).toEqual([
      [two, 60_000, 0],
      [one, 10_000, 0],
    ]);
    const settings = await harness.request("/api/v1/me/listening-settings", { token: listener.token });
    expect(await settings.json()).toEqual({ is_history_on: true });
  });

  test("when the answer says off, nothing that was under way is added any more", async () => {
    const tracks = await Promise.all(Array.from({ length: 10 }, () => publishedTrack(harness, artist.id)));
    for (let round = 0; round < 3; round++) {
      await turn(true);
      const at = new Date(Date.now() + 1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      const events = tracks.flatMap((track) => [stopped(track, 10_000 + round, at), played(track, at)]);
      await turn(false);
      const before = await harness.database.query("select * from listening_history order by track_id");
      await Promise.all(events);
      expect(await harness.database.query("select * from listening_history order by track_id")).toEqual(
        before,
      );
    }
  });

  test("clearing forgets everything, also what is still on its way; counts of tracks stay", async () => {
    const track = await publishedTrack(harness, artist.id);
    await played(track, ago(5), "a-play-event");
    const before = ago(0.01);
    const cleared = await harness.request("/api/v1/me/history", { method: "DELETE", token: listener.token });
    expect(cleared.status).toBe(204);
    await played(track, ago(5), "a-play-event");
    await stopped(track, 50_000, before);
    expect(await shown()).toEqual([]);
    expect(await harness.database.query("select play_count from tracks")).toEqual([{ play_count: 1 }]);
    await turn(false);
    await harness.request("/api/v1/me/history", { method: "DELETE", token: listener.token });
    const settings = await harness.request("/api/v1/me/listening-settings", { token: listener.token });
    expect(await settings.json()).toEqual({ is_history_on: false });
  });

  test("one track is taken out, stays out for what came before, and comes back when it is heard again", async () => {
    const [one, two] = [await publishedTrack(harness, artist.id), await publishedTrack(harness, artist.id)];
    for (const track of [one, two]) await stopped(track, 50_000, ago(5));
    await played(one, ago(4));
    const remove = () =>
      harness.request(`/api/v1/me/history/${one}`, { method: "DELETE", token: listener.token });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    await stopped(one, 60_000, ago(1));
    expect(await shown()).toEqual([[two, 50_000, 0]]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await stopped(one, 70_000, new Date());
    expect(await shown()).toEqual([
      [one, 70_000, 0],
      [two, 50_000, 0],
    ]);
    await remove();
    await harness.keepHouse(new Date(Date.now() + PLAY_KEPT_MS + 1000));
    expect(await harness.database.query("select track_id from listening_history")).toEqual([
      { track_id: two },
    ]);
  });

  test("pages hold every entry once, without tracks that one may not see any more", async () => {
    const tracks: string[] = [];
    for (let i = 0; i < 7; i++) tracks.push(await publishedTrack(harness, artist.id));
    // Two at the same instant: the id decides.
    for (const [i, track] of tracks.entries()) await stopped(track, 50_000, i < 2 ? ago(30) : ago(20 - i));
    const [tie] = await harness.database.query("select max(last_played_at) as at from listening_history");
    expect(tie).toBeDefined();
    await harness.database.query("update tracks set visibility = 'private' where id = $1", [tracks[5]]);
    await harness.database.query("update tracks set deleted_at = now() where id = $1", [tracks[3]]);
    await harness.database.query("update tracks set visibility = 'unlisted' where id = $1", [tracks[2]]);
    await harness.database.query(
      "update listening_history set last_played_at = $1 where track_id in ($2, $3)",
      [ago(30).toISOString(), tracks[0], tracks[1]],
    );
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor: string | null = null;
    do {
      const next = await page(`?limit=2${cursor === null ? "" : `&cursor=${cursor}`}`);
      seen.push(...next.items.map((entry) => entry.track.id));
      sizes.push(next.items.length);
      cursor = next.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual([tracks[6], tracks[4], tracks[2], ...[tracks[0], tracks[1]].sort().reverse()]);
    expect(sizes).toEqual([2, 2, 1]);
    const forged = Buffer.from(JSON.stringify(["1.2.3", tracks[0]])).toString("base64url");
    for (const bad of ["nonsense", forged]) {
      const response = await harness.request(`/api/v1/me/history?cursor=${bad}`, { token: listener.token });
      expect([response.status, await codeOf(response)]).toEqual([400, "invalid_cursor"]);
    }
  });

  test("unfinished: left between 5 s and 97 %, within 60 days", async () => {
    const left = [4999, 5000, 193_999, 194_000];
    const tracks: string[] = [];
    for (const position of left) {
      const track = await publishedTrack(harness, artist.id);
      tracks.push(track);
      await stopped(track, position, ago(left.indexOf(position) + 1));
    }
    const old = await publishedTrack(harness, artist.id);
    await stopped(old, 50_000, ago(60 * 24 * 60 + 1));
    const recent = await publishedTrack(harness, artist.id);
    await stopped(recent, 50_000, ago(60 * 24 * 60 - 1));
    // Its audio was replaced by a shorter one: there is nothing at that place any more.
    const shorter = await publishedTrack(harness, artist.id, { duration_ms: 40_000 });
    await stopped(shorter, 50_000, ago(20));
    expect(await shown("?unfinished=true")).toEqual([
      [tracks[1], 5000, 0],
      [tracks[2], 193_999, 0],
      [recent, 50_000, 0],
    ]);
    expect(await shown()).toHaveLength(7);
    const first = await page("?unfinished=true&limit=2");
    expect(
      (await page(`?unfinished=true&limit=2&cursor=${first.next_cursor}`)).items.map((e) => e.track.id),
    ).toEqual([recent]);
  });
});
