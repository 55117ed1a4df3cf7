import type { PartySummary } from "@veza/contracts/http/parties";
import type { Room, RoomRow } from "@veza/contracts/http/rooms";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";

describe.each(await availableBackends())("rooms beside something on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  type Account = Awaited<ReturnType<Harness["account"]>>;
  const call = (method: string, path: string, who?: Account) =>
    harness.request(`/api/v1${path}`, { method, ...(who === undefined ? {} : { token: who.token }) });
  const open = (kind: string, id: string, who: Account) => call("PUT", `/subjects/${kind}/${id}/room`, who);
  const look = (kind: string, id: string, who?: Account) => call("GET", `/subjects/${kind}/${id}/room`, who);
  const directory = async (who?: Account) =>
    ((await (await call("GET", "/rooms", who)).json()) as { items: RoomRow[] }).items.map(({ id }) => id);
  const setVisibility = (track: string, visibility: string) =>
    harness.database.query("update tracks set visibility = $2 where id = $1", [track, visibility]);

  test("a track's room is made on first use, once of many at once, and belongs to its uploader", async () => {
    const [artist, ...fans] = await Promise.all(Array.from({ length: 4 }, () => harness.account()));
    if (artist === undefined) throw new Error("no artist");
    const track = await publishedTrack(harness, artist.id);
    expect(await (await look("track", track)).json()).toEqual({ room: null });
    const answers = await Promise.all(fans.map((fan) => open("track", track, fan)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rooms = (await Promise.all(answers.map((answer) => answer.json()))) as Room[];
    expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
    expect(harness.rooms.count()).toBe(1);
    for (const room of rooms)
      expect(room).toMatchObject({
        name: "A song",
        visibility: "public",
        subject: { kind: "track", id: track },
        you: { role: "member" },
      });
    expect(await (await open("track", track, artist)).json()).toMatchObject({ you: { role: "owner" } });
    await harness.deliverRooms();
    expect(await (await look("track", track)).json()).toMatchObject({
      room: { id: rooms[0]?.id, owner_id: artist.id, member_count: 4, you: null },
    });
    expect(await directory()).toEqual([rooms[0]?.id]);
  });

  test("a private or unpublished track has no room, and for others it is not there", async () => {
    const [artist, fan] = [await harness.account(), await harness.account()];
    for (const wanted of [{ visibility: "private" }, { is_published: false }] as const) {
      const track = await publishedTrack(harness, artist.id, wanted);
      expect(await codeOf(await open("track", track, fan))).toBe("not_found");
      expect(await codeOf(await look("track", track))).toBe("not_found");
      expect(await codeOf(await open("track", track, artist))).toBe("wrong_state");
    }
    expect(harness.rooms.count()).toBe(0);
  });

  test("the room of a track that is made private or deleted leaves the directory and is closed to newcomers", async () => {
    const [artist, fan, late] = [await harness.account(), await harness.account(), await harness.account()];
    const track = await publishedTrack(harness, artist.id);
    const { id } = (await (await open("track", track, fan)).json()) as Room;
    const isOut = async () => {
      expect(await directory()).toEqual([]);
      for (const response of [
        await call("GET", `/rooms/${id}`, late),
        await call("GET", `/rooms/${id}`),
        await call("POST", `/rooms/${id}/join`, late),
        await open("track", track, late),
        await look("track", track, late),
      ])
        expect(await codeOf(response)).toBe("not_found");
      expect((await call("GET", `/rooms/${id}`, fan)).status).toBe(200);
      expect((await call("POST", `/rooms/${id}/join`, fan)).status).toBe(200);
    };
    await setVisibility(track, "private");
    await isOut();
    await setVisibility(track, "unlisted");
    expect(await directory()).toEqual([]);
    expect((await call("POST", `/rooms/${id}/join`, late)).status).toBe(200);
    await call("POST", `/rooms/${id}/leave`, late);
    await setVisibility(track, "public");
    expect(await directory()).toEqual([id]);
    await harness.database.query("update tracks set deleted_at = now() where id = $1", [track]);
    await isOut();
  });

  test("an artist's room has their name and is in the directory; a party's has its name and is not", async () => {
    const [artist, fan] = [await harness.account(), await harness.account()];
    expect(await (await open("artist", artist.id, fan)).json()).toMatchObject({
      name: artist.username,
      subject: { kind: "artist", id: artist.id },
    });
    const party = (await (
      await harness.request("/api/v1/parties", {
        method: "POST",
        token: artist.token,
        json: { name: "Friday" },
      })
    ).json()) as PartySummary;
    const room = (await (await open("party", party.id, fan)).json()) as Room;
    expect(room).toMatchObject({ name: "Friday", subject: { kind: "party", id: party.id } });
    expect(await directory()).toHaveLength(1);
    harness.parties.delete(party.id);
    const late = await harness.account();
    expect(await codeOf(await open("party", party.id, late))).toBe("not_found");
    expect(await codeOf(await call("POST", `/rooms/${room.id}/join`, late))).toBe("not_found");
  });

  test("ids of another kind, people who are not there, banned and unverified people", async () => {
    const [artist, fan] = [await harness.account(), await harness.account()];
    const track = await publishedTrack(harness, artist.id);
    for (const [kind, id] of [
      ["track", artist.id],
      ["artist", track],
      ["party", "'; drop table tracks --"],
      ["artist", "usr_01h455vb4pex5vsknk084sn02q"],
    ] as const)
      expect([kind, await codeOf(await open(kind, encodeURIComponent(id), fan))]).toEqual([
        kind,
        "not_found",
      ]);
    const guest = await harness.account("user", { verified: false });
    expect(await codeOf(await open("track", track, guest))).toBe("email_not_verified");
    const { id } = (await (await open("track", track, fan)).json()) as Room;
    expect((await open("track", track, guest)).status).toBe(200);
    harness.rooms.ban(id, fan.id);
    expect(await codeOf(await open("track", track, fan))).toBe("banned");
    expect(await (await look("track", track, fan)).json()).toEqual({ room: null });
  });
});
