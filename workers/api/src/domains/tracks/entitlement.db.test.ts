import type { Track } from "@veza/contracts/http/tracks";
import { availableBackends } from "@veza/dev/testing/database";
import { openGrant } from "@veza/worker-kit/grant";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";
import { entitle } from "./entitlement.ts";
import { canSee } from "./policy.ts";
import { findTrackAndUser } from "./queries.ts";
import { tracks } from "./schema.ts";
import { factsOf } from "./view.ts";
import { visibleTo } from "./visibility.ts";

describe.each(await availableBackends())("who may hear a track on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());
  const now = new Date();

  test("what a listener is entitled to", async () => {
    const [artist, listener, unverified] = [
      await harness.account(),
      await harness.account(),
      await harness.account("user", { verified: false }),
    ];
    const track = await publishedTrack(harness, artist.id);
    await harness.database.query("update tracks set artwork_folder = 'a2' where id = $1", [track]);
    expect(await entitle(harness.env, listener.id, track, now)).toEqual({
      track: {
        id: track,
        title: "A song",
        artist: "Somebody",
        artwork_url: `/stream/hls/public/${track}/a2/600.jpg`,
      },
      duration_ms: 200_000,
      folder: "v1",
      may_lossless: true,
      expires_at_ms: now.getTime() + 300_000,
    });
    expect(await entitle(harness.env, unverified.id, track, now)).toMatchObject({ may_lossless: false });
  });

  test("the rules are those of the track's page: published, not private, or one's own, or a moderator's", async () => {
    const [artist, listener, moderator] = [
      await harness.account(),
      await harness.account(),
      await harness.account("moderator"),
    ];
    const secret = await publishedTrack(harness, artist.id, { visibility: "private" });
    const hidden = await publishedTrack(harness, artist.id, { visibility: "unlisted" });
    const early = await publishedTrack(harness, artist.id, { is_published: false });
    const gone = await publishedTrack(harness, artist.id);
    await harness.database.query("update tracks set deleted_at = now() where id = $1", [gone]);
    const left = await harness.account();
    await harness.database.query("update users set deleted_at = now() where id = $1", [left.id]);
    const may = async (user: string, track: string) =>
      (await entitle(harness.env, user, track, now)) !== null;
    const all = [secret, hidden, early, gone, "trk_01h455vb4pex5vsknk084sn02q"];
    const table: Record<string, boolean[]> = {};
    for (const [name, user] of Object.entries({ artist, listener, moderator, left }))
      table[name] = await Promise.all(all.map((track) => may(user.id, track)));
    table.nobody = await Promise.all(all.map((track) => may("usr_01h455vb4pex5vsknk084sn02q", track)));
    expect(table).toEqual({
      artist: [true, true, false, false, false],
      listener: [false, true, false, false, false],
      moderator: [true, true, false, false, false],
      left: [false, false, false, false, false],
      nobody: [false, false, false, false, false],
    });
  });

  test("the picture of a private track carries a grant of this viewer", async () => {
    const artist = await harness.account();
    const track = await publishedTrack(harness, artist.id, { visibility: "private" });
    await harness.database.query("update tracks set artwork_folder = 'v1' where id = $1", [track]);
    const entitlement = await entitle(harness.env, artist.id, track, now);
    const grant = /^\/stream\/hls\/([^/]+)\//.exec(entitlement?.track.artwork_url ?? "")?.[1] ?? "";
    expect(await openGrant(grant, harness.env.GRANT_SECRET, now.getTime())).toMatchObject({
      track_id: track,
      user_id: artist.id,
    });
  });

  test("the condition of lists says what the policy says, for every kind of track and viewer", async () => {
    const [artist, listener, moderator] = [
      await harness.account(),
      await harness.account(),
      await harness.account("moderator"),
    ];
    const db = openDatabase(harness.env);
    const viewers = [
      null,
      { user_id: artist.id, role: "user" as const },
      { user_id: listener.id, role: "user" as const },
      { user_id: moderator.id, role: "moderator" as const },
    ];
    for (const visibility of ["public", "unlisted", "private"] as const)
      for (const is_published of [true, false])
        for (const is_deleted of [true, false]) {
          const id = await publishedTrack(harness, artist.id, { visibility, is_published });
          if (is_deleted)
            await harness.database.query("update tracks set deleted_at = now() where id = $1", [id]);
          const found = await findTrackAndUser(db, id, artist.id);
          if (found === null) throw new Error("the track is there");
          for (const viewer of viewers) {
            const listed = await db
              .select({ id: tracks.id })
              .from(tracks)
              .where(sql`${tracks.id} = ${id} and ${visibleTo(viewer)}`);
            expect([visibility, is_published, is_deleted, viewer, listed.length === 1]).toEqual([
              visibility,
              is_published,
              is_deleted,
              viewer,
              canSee(factsOf(found.row), viewer),
            ]);
          }
        }
  });

  test("?ids= answers in the order that was asked for, without what the caller may not see", async () => {
    const [artist, listener] = [await harness.account(), await harness.account()];
    const open = await publishedTrack(harness, artist.id);
    const hidden = await publishedTrack(harness, artist.id, { visibility: "unlisted" });
    const secret = await publishedTrack(harness, artist.id, { visibility: "private" });
    const unknown = "trk_01h455vb4pex5vsknk084sn02q";
    const ask = async (ids: string[], token?: string) => {
      const response = await harness.request(
        `/api/v1/tracks?ids=${ids.join(",")}&limit=1`,
        token === undefined ? {} : { token },
      );
      if (response.status !== 200) return response.status;
      const page = (await response.json()) as { items: Track[]; next_cursor: string | null };
      expect(page.next_cursor).toBeNull();
      return page.items.map((track) => track.id);
    };
    const wanted = [secret, hidden, unknown, open, hidden];
    expect(await ask(wanted)).toEqual([hidden, open]);
    expect(await ask(wanted, listener.token)).toEqual([hidden, open]);
    expect(await ask(wanted, artist.token)).toEqual([secret, hidden, open]);
    expect(await ask(Array(51).fill(open))).toBe(400);
    expect(await ask(["nonsense"])).toBe(400);
  });
});
