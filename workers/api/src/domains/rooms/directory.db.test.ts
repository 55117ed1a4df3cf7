import type { Room } from "@veza/contracts/http/rooms";
import { newId } from "@veza/core/ids";
import { everyBackend } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handle } from "../../consumers/platform-events.ts";
import { type Harness, openHarness } from "../../testing/harness.ts";

const log = createLogger("test", null);

describe.each(await everyBackend())("the directory follows its rooms on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const entries = () =>
    harness.database.query(
      "select id, name, topic, visibility, owner_id, member_count, revision from chat_rooms order by id",
    );
  const members = () =>
    harness.database.query("select user_id, role from chat_members where role is not null order by user_id");
  const users = Array.from({ length: 5 }, () => newId("user")).sort();
  const author = (user_id: string) => ({ user_id, username: user_id, avatar_url: null });

  /** A room with a history, made behind the API's back. */
  async function history(): Promise<string> {
    const [owner, ada, ben, cleo, dan] = users as [string, string, string, string, string];
    const room_id = newId("room");
    const { rpc } = harness.rooms;
    await rpc.createRoom({
      room_id,
      kind: "room",
      visibility: "public",
      name: "Hall",
      owner: author(owner),
    });
    for (const user of [ada, ben, cleo]) await rpc.joinRoom({ room_id, user: author(user) });
    harness.rooms.setFacts(room_id, { name: "Great Hall" });
    harness.rooms.setRole(room_id, ada, "moderator");
    await rpc.leaveRoom({ room_id, user_id: ben });
    harness.rooms.handOver(room_id, owner, cleo);
    harness.rooms.ban(room_id, ada);
    harness.rooms.setFacts(room_id, { topic: "Now in order" });
    await rpc.joinRoom({ room_id, user: author(dan) });
    return room_id;
  }
  const expected = (id: string) => ({
    entry: {
      id,
      name: "Great Hall",
      topic: "Now in order",
      visibility: "public",
      owner_id: users[3],
      member_count: 3,
    },
    members: [
      { user_id: users[0], role: "moderator" },
      { user_id: users[1], role: "banned" },
      { user_id: users[3], role: "owner" },
      { user_id: users[4], role: "member" },
    ],
  });

  test("events in any order, each twice, lead to what the room is now", async () => {
    const room_id = await history();
    // The same twice, as after a crash between the work and its mark: the handlers themselves stand it.
    const told = [
      ...harness.rooms.events,
      ...harness.rooms.events.map((event) => ({ ...event, id: `${event.id}:again` })),
    ];
    let state = 41;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    };
    for (let round = 0; round < 6; round++) {
      await harness.database.query("delete from chat_rooms");
      await harness.database.query("delete from consumed_events");
      const shuffled = told
        .map((event) => ({ event, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event);
      for (const event of shuffled) await handle(harness.env, event, new Date(), log);
      expect([round, await entries()]).toMatchObject([round, [expected(room_id).entry]]);
      expect([round, await members()]).toEqual([round, expected(room_id).members]);
    }
  });

  test("events that arrive side by side lose no member and count each once", async () => {
    const room_id = await history();
    await Promise.all(harness.rooms.events.map((event) => handle(harness.env, event, new Date(), log)));
    expect(await entries()).toMatchObject([expected(room_id).entry]);
    expect(await members()).toEqual(expected(room_id).members);
  });

  test("a member who is heard of before the room is not lost, and shows nothing until the room is known", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    const room_id = newId("room");
    const { rpc } = harness.rooms;
    await rpc.createRoom({
      room_id,
      kind: "room",
      visibility: "public",
      name: "Hall",
      owner: author(owner.id),
    });
    await rpc.joinRoom({ room_id, user: author(guest.id) });
    const facts = harness.rooms.events.filter(({ type }) => type === "room.updated");
    const places = harness.rooms.events.filter(({ type }) => type === "room.member");
    const mine = async () => {
      const response = await harness.request("/api/v1/me/rooms", { token: guest.token });
      return ((await response.json()) as { items: object[] }).items;
    };
    for (const event of places) await handle(harness.env, event, new Date(), log);
    expect(await mine()).toEqual([]);
    for (const event of facts) await handle(harness.env, event, new Date(), log);
    expect(await mine()).toMatchObject([
      { id: room_id, member_count: 2, owner_id: owner.id, role: "member" },
    ]);
  });

  test("who left does not come back by an older event, and a ban that was lifted at once stays lifted", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    const room = (await (
      await harness.request("/api/v1/rooms", {
        method: "POST",
        token: owner.token,
        json: { name: "Hall", visibility: "public" },
      })
    ).json()) as Room;
    const member = (id: string, role: "banned" | "member" | null, revision: number) =>
      handle(
        harness.env,
        {
          id,
          type: "room.member",
          occurred_at: new Date().toISOString(),
          data: { room_id: room.id, user_id: guest.id, role, revision },
        },
        new Date(),
        log,
      );
    const role = async () =>
      (await harness.database.query("select role from chat_members where user_id = $1", [guest.id]))[0]?.role;
    await member("evt_b", null, 9);
    await member("evt_a", "member", 8);
    expect(await role()).toBe(null);
    // Banning and unbanning an outsider takes no number of the room: the later event of the two holds.
    await member("evt_d", null, 9);
    await member("evt_c", "banned", 9);
    expect(await role()).toBe(null);
    await member("evt_e", "banned", 9);
    expect(await role()).toBe("banned");
  });

  test("a ban that ends by itself hides the room only until then", async () => {
    const [owner, guest] = [await harness.account(), await harness.account()];
    const room = (await (
      await harness.request("/api/v1/rooms", {
        method: "POST",
        token: owner.token,
        json: { name: "Hall", visibility: "public" },
      })
    ).json()) as Room;
    const ban = (id: string, at: number, revision: number) =>
      handle(
        harness.env,
        {
          id,
          type: "room.member",
          occurred_at: new Date().toISOString(),
          data: {
            room_id: room.id,
            user_id: guest.id,
            role: "banned",
            banned_until: new Date(at).toISOString(),
            revision,
          },
        },
        new Date(),
        log,
      );
    const shown = async () => {
      const response = await harness.request("/api/v1/rooms", { token: guest.token });
      return ((await response.json()) as { items: { role: string | null }[] }).items;
    };
    await ban("evt_a", Date.now() + 60_000, 5);
    expect(await shown()).toEqual([]);
    await ban("evt_b", Date.now() - 60_000, 6);
    expect(await shown()).toMatchObject([{ role: null }]);
  });

  test("the lists are read by their indices", async () => {
    await harness.database.exec(`
      insert into chat_rooms (id, visibility, name, search_text, member_count, revision)
      select 'rom_' || lpad(i::text, 26, '0'), 'public', 'Room ' || i, md5(i::text), i % 100, 1 from generate_series(1, 10000) i;
      insert into chat_members (room_id, user_id, role, revision)
      select 'rom_' || lpad((i % 10000 + 1)::text, 26, '0'), 'usr_' || i, 'member', 1 from generate_series(1, 20000) i;
      analyze chat_members;`);
    await harness.database.exec("vacuum analyze chat_rooms");
    const plan = async (sql: string) =>
      (await harness.database.query(`explain ${sql}`)).map((row) => Object.values(row)[0]).join("\n");
    const listed = "kind = 'room' and visibility = 'public' and revision > 0";
    expect(
      await plan(`select * from chat_rooms where ${listed} order by member_count desc, id desc limit 31`),
    ).toContain("chat_rooms_largest");
    expect(await plan(`select * from chat_rooms where ${listed} order by id desc limit 31`)).toContain(
      "chat_rooms_newest",
    );
    expect(await plan(`select * from chat_rooms where ${listed} and search_text like '%quartz%'`)).toContain(
      "chat_rooms_search",
    );
    expect(
      await plan(`select room_id from chat_members where user_id = 'usr_77'
        and role in ('owner', 'moderator', 'member', 'read_only') order by room_id desc limit 31`),
    ).toContain("chat_members_of_user");
  });
});
