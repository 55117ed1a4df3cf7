import type { Room, RoomRow } from "@veza/contracts/http/rooms";
import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { settleReservations } from "./reservations.ts";

const log = createLogger("test", null);

describe.each(await availableBackends())("rooms on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  type Account = Awaited<ReturnType<Harness["account"]>>;
  const call = (method: string, path: string, who?: Account, json?: unknown) =>
    harness.request(`/api/v1${path}`, {
      method,
      ...(who === undefined ? {} : { token: who.token }),
      ...(json === undefined ? {} : { json }),
    });
  const read = async <T>(response: Response | Promise<Response>) => (await (await response).json()) as T;
  const create = (who: Account, json: object = {}) =>
    call("POST", "/rooms", who, { name: "A room", visibility: "public", ...json });
  const made = async (who: Account, json: object = {}) => read<Room>(create(who, json));
  const list = async (query = "", who?: Account) =>
    (await read<{ items: RoomRow[]; next_cursor: string | null }>(call("GET", `/rooms${query}`, who))).items;
  const mine = async (who: Account) =>
    (await read<{ items: RoomRow[] }>(call("GET", "/me/rooms", who))).items;

  test("a room is made, found by its slug, and stands in the lists before its events came", async () => {
    const owner = await harness.account();
    const response = await create(owner, { name: "Café Sömmer", topic: " Late sets " });
    expect(response.status).toBe(201);
    const room = await read<Room>(response);
    expect(response.headers.get("location")).toBe(`/api/v1/rooms/${room.id}`);
    expect(room).toMatchObject({
      name: "Café Sömmer",
      topic: "Late sets",
      slug: "cafe-sommer",
      kind: "room",
    });
    expect(room).toMatchObject({ you: { user_id: owner.id, role: "owner" }, member_count: 1, people: [] });
    expect(await read(call("GET", "/rooms/cafe-sommer"))).toMatchObject({ id: room.id, you: null });
    expect(await list("", owner)).toMatchObject([{ id: room.id, role: "owner", member_count: 1 }]);
    expect(await list()).toMatchObject([{ id: room.id, role: null }]);
    expect(await mine(owner)).toMatchObject([{ id: room.id, role: "owner" }]);
  });

  test("slugs: a given one is taken once, made ones get a number, addresses of ours are refused", async () => {
    const [one, two] = [await harness.account(), await harness.account()];
    expect(await made(one, { slug: "dub-club" })).toMatchObject({ slug: "dub-club" });
    for (const slug of ["dub-club", "new"]) {
      const refused = await create(two, { slug });
      expect([refused.status, await codeOf(refused)]).toEqual([409, "slug_taken"]);
    }
    expect(await made(two, { name: "Dub Club" })).toMatchObject({ slug: "dub-club-2" });
    expect(await made(two, { name: "音楽" })).toMatchObject({ slug: "room-2" });
    expect(await codeOf(await create(two, { slug: "Not A Slug" }))).toBe("validation_failed");
  });

  test("the sixth room of an hour is refused with the time to wait, also of six at once", async () => {
    const owner = await harness.account();
    const answers = await Promise.all(
      Array.from({ length: 7 }, (_, i) => create(owner, { name: `Hall ${i}` })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    const wait = Number(refused?.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3_500);
    expect(wait).toBeLessThanOrEqual(3_600);
    await harness.database.query("update chat_rooms set created_at = created_at - interval '1 hour'");
    expect((await create(owner, { name: "Hall 8" })).status).toBe(201);
  });

  test("who has not verified an address makes no room, and may join one", async () => {
    const [owner, guest] = [await harness.account(), await harness.account("user", { verified: false })];
    expect(await codeOf(await create(guest))).toBe("email_not_verified");
    const room = await made(owner);
    expect((await call("POST", `/rooms/${room.id}/join`, guest)).status).toBe(200);
  });

  test("with chat away nothing half-made is shown, and the same request goes on with what it reserved", async () => {
    const [owner, other] = [await harness.account(), await harness.account()];
    harness.failing.chat = true;
    const refused = await create(owner, { slug: "half-made" });
    expect([refused.status, refused.headers.get("retry-after"), await codeOf(refused)]).toEqual([
      503,
      "30",
      "unavailable",
    ]);
    expect([await list("", owner), await mine(owner)]).toEqual([[], []]);
    expect(await codeOf(await call("GET", "/rooms/half-made", owner))).toBe("not_found");
    harness.failing.chat = false;
    expect(await codeOf(await create(other, { slug: "half-made" }))).toBe("slug_taken");
    expect(await made(owner, { slug: "half-made" })).toMatchObject({ slug: "half-made" });
    expect(harness.rooms.count()).toBe(1);
    expect(await list()).toHaveLength(1);
  });

  test("a reservation that nobody comes back to is forgotten; one whose room was made becomes an entry", async () => {
    const owner = await harness.account();
    harness.failing.chat = true;
    await create(owner, { slug: "never-made" });
    harness.failing.chat = false;
    const room = await made(owner, { slug: "was-made" });
    // As it stands when the API goes between the room's answer and its own write.
    await harness.database.query("delete from chat_members");
    await harness.database.query("update chat_rooms set revision = 0, member_count = 0 where id = $1", [
      room.id,
    ]);
    const later = (ms: number) => settleReservations(harness.env, log, new Date(Date.now() + ms));
    await later(9 * 60_000);
    expect(await list()).toEqual([]);
    await later(11 * 60_000);
    expect(await list("", owner)).toMatchObject([{ id: room.id, member_count: 1, role: "owner" }]);
    expect(await harness.database.query("select slug from chat_rooms")).toEqual([{ slug: "was-made" }]);
  });

  test("the directory finds parts of names in every script, whatever the marks, and rooms that were folded otherwise before", async () => {
    const owner = await harness.account();
    const names = ["昨日新曲の部屋", "새노래방", "Đêm nhạc", "Große Straße", "مَرْحَبًا"];
    const rooms: string[] = [];
    for (const name of names) rooms.push((await made(owner, { name })).id);
    const found = async (query: string) =>
      (await list(`?query=${encodeURIComponent(query)}`)).map(({ id }) => id);
    for (const [i, query] of ["新曲", "노래", "dem", "strasse", "مرحبا"].entries())
      expect([query, await found(query)]).toEqual([query, [rooms[i]]]);
    expect(await found("s\u200btraße")).toEqual([rooms[3]]);
    await harness.database.query("update chat_rooms set search_text = $2 where id = $1", [
      rooms[1],
      "새노래방".normalize("NFKD"),
    ]);
    expect(await found("노래")).toEqual([rooms[1]]);
  });

  test("the directory: private rooms and rooms that one is banned from are not in it; words find names and topics", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    await made(owner, { name: "Secret", visibility: "private" });
    const mixing = await made(owner, { name: "Mixing & Mastering", topic: "Compressors, été 100%" });
    const jazz = await made(owner, { name: "Jazz après minuit" });
    const ids = async (query: string, who?: Account) => (await list(query, who)).map(({ id }) => id);
    expect(await ids("")).toEqual([jazz.id, mixing.id]);
    expect(await ids("?query=APRES%20jaz")).toEqual([jazz.id]);
    expect(await ids("?query=compress")).toEqual([mixing.id]);
    expect(await ids("?query=100%25")).toEqual([mixing.id]);
    expect(await ids("?query=1%25%25")).toEqual([]);
    expect(await ids("?query=jazz%20compress")).toEqual([]);
    await call("POST", `/rooms/${mixing.id}/join`, guest);
    expect(await ids("")).toEqual([mixing.id, jazz.id]);
    expect(await ids("?sort=newest")).toEqual([jazz.id, mixing.id]);
    harness.rooms.ban(mixing.id, guest.id);
    await harness.deliverRooms();
    expect([await ids("", guest), await ids("")]).toEqual([[jazz.id], [jazz.id, mixing.id]]);
    expect(await codeOf(await call("GET", `/rooms/${mixing.id}`, guest))).toBe("not_found");
    expect(await codeOf(await call("POST", `/rooms/${mixing.id}/join`, guest))).toBe("banned");
  });

  test("pages of the directory and of one's own rooms hold each room once", async () => {
    const owners = [await harness.account(), await harness.account()];
    for (const owner of owners) for (let i = 0; i < 4; i++) await made(owner, { name: `Hall ${i}` });
    const [owner] = owners;
    const walk = async (path: string) => {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const next = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page: { items: RoomRow[]; next_cursor: string | null } = await read(
          call("GET", `${path}limit=3${next}`, owner),
        );
        found.push(...page.items.map(({ id }) => id));
        cursor = page.next_cursor;
      } while (cursor !== null);
      return found;
    };
    for (const [path, count] of [
      ["/rooms?", 8],
      ["/rooms?sort=newest&", 8],
      ["/me/rooms?", 4],
    ] as const) {
      const found = await walk(path);
      expect([path, found.length, new Set(found).size]).toEqual([path, count, count]);
    }
    expect(await codeOf(await call("GET", "/rooms?cursor=nonsense"))).toBe("invalid_cursor");
  });

  test("a private room is not there for outsiders; an invite shows it and lets in as often as it says", async () => {
    const [owner, guest, third] = [await harness.account(), await harness.account(), await harness.account()];
    const room = await made(owner, { visibility: "private" });
    const path = `/rooms/${room.id}`;
    for (const response of [
      await call("GET", path),
      await call("GET", path, guest),
      await call("POST", `${path}/join`, guest),
      await call("POST", `${path}/leave`, guest),
      await call("POST", `${path}/invites`, guest),
      await call("GET", `${path}/invites`, guest),
      await call("POST", `${path}/members`, guest, { user_ids: [third.id] }),
    ])
      expect([response.status, await codeOf(response)]).toEqual([404, "not_found"]);
    const made_ = await call("POST", `${path}/invites`, owner, { max_uses: 1 });
    expect(made_.status).toBe(201);
    const { code } = await read<{ code: string }>(made_);
    expect(await read(call("GET", `${path}?invite=${code}`))).toMatchObject({ id: room.id, you: null });
    expect(await read(call("POST", `${path}/join`, guest, { invite: code }))).toMatchObject({
      you: { role: "member" },
      member_count: 2,
    });
    expect(await codeOf(await call("POST", `${path}/join`, third, { invite: code }))).toBe("invite_invalid");
    expect(await codeOf(await call("POST", `${path}/invites`, guest))).toBe("forbidden");
    expect(await read(call("GET", `${path}/invites`, owner))).toEqual({ items: [] });
    const endless = await read<{ code: string }>(call("POST", `${path}/invites`, owner));
    expect(await read(call("GET", `${path}/invites`, owner))).toMatchObject({ items: [endless] });
    for (let i = 0; i < 2; i++)
      expect((await call("DELETE", `${path}/invites/${endless.code}`, owner)).status).toBe(204);
    expect(await read(call("GET", `${path}/invites`, owner))).toEqual({ items: [] });
    expect(await mine(guest)).toMatchObject([{ id: room.id, role: "member", visibility: "private" }]);
  });

  test("joining and leaving are seen at once and stay so when their events come late", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    const room = await made(owner);
    for (let i = 0; i < 2; i++)
      expect((await call("POST", `/rooms/${room.id}/join`, guest)).status).toBe(200);
    expect(await mine(guest)).toMatchObject([{ role: "member", member_count: 2 }]);
    expect(await codeOf(await call("POST", `/rooms/${room.id}/leave`, owner))).toBe("owner_must_hand_over");
    expect((await call("POST", `/rooms/${room.id}/leave`, guest)).status).toBe(204);
    expect(await mine(guest)).toEqual([]);
    await harness.deliverRooms();
    expect(await mine(guest)).toEqual([]);
    expect(await list()).toMatchObject([{ member_count: 1, owner_id: owner.id }]);
    expect((await call("POST", `/rooms/${room.id}/leave`, owner)).status).toBe(204);
    expect(await list()).toEqual([]);
  });

  test("the twenty-first join within a minute is refused", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    const room = await made(owner);
    const join = () => call("POST", `/rooms/${room.id}/join`, guest);
    for (let i = 0; i < 20; i++) expect((await join()).status).toBe(200);
    const refused = await join();
    expect([refused.status, await codeOf(refused)]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await harness.database.query("update chat_joins set began_at = began_at - interval '1 minute'");
    expect((await join()).status).toBe(200);
  });

  test("with chat away: 503, to be tried again", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    const { id } = await made(owner);
    harness.failing.chat = true;
    for (const response of [
      await call("GET", `/rooms/${id}`, owner),
      await call("POST", `/rooms/${id}/join`, guest),
      await call("POST", `/rooms/${id}/leave`, owner),
      await call("POST", `/rooms/${id}/invites`, owner),
      await call("GET", `/rooms/${id}/invites`, owner),
      await call("DELETE", `/rooms/${id}/invites/x`, owner),
      await call("POST", `/rooms/${id}/members`, owner, { user_ids: [guest.id] }),
      await call("POST", "/conversations", owner, { user_ids: [guest.id] }),
      await call("PUT", `/subjects/artist/${owner.id}/room`, owner),
    ]) {
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
      expect(await codeOf(response)).toBe("unavailable");
    }
    expect(await list()).toHaveLength(1);
  });
});
