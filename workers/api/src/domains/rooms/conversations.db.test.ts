import type { Room, RoomRow } from "@veza/contracts/http/rooms";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";

describe.each(await availableBackends())("conversations on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  type Account = Awaited<ReturnType<Harness["account"]>>;
  const call = (method: string, path: string, who: Account, json?: unknown) =>
    harness.request(`/api/v1${path}`, {
      method,
      token: who.token,
      ...(json === undefined ? {} : { json }),
    });
  const write = (who: Account, user_ids: string[], name?: string) =>
    call("POST", "/conversations", who, { user_ids, ...(name === undefined ? {} : { name }) });
  const mine = async (who: Account) =>
    ((await (await call("GET", "/me/rooms", who)).json()) as { items: RoomRow[] }).items;
  const people = (count: number) => Promise.all(Array.from({ length: count }, () => harness.account()));
  const nobody = "usr_01h455vb4pex5vsknk084sn02q";

  test("two have one conversation, whoever begins, also both at once", async () => {
    const [ada, ben] = (await people(2)) as [Account, Account];
    const answers = await Promise.all([
      write(ada, [ben.id]),
      write(ben, [ada.id]),
      write(ada, [ben.id, ben.id]),
      write(ben, [ada.id]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const rooms = (await Promise.all(answers.map((answer) => answer.json()))) as Room[];
    expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
    expect(harness.rooms.count()).toBe(1);
    expect(rooms[0]).toMatchObject({ kind: "direct", visibility: "private", name: "" });
    expect(rooms[0]?.people).toMatchObject([{ user_id: ben.id, username: ben.username }]);
    expect(await mine(ben)).toMatchObject([{ kind: "direct", people: [{ username: ada.username }] }]);
    expect(await mine(ada)).toMatchObject([{ role: "member", member_count: 2 }]);
    await harness.deliverRooms();
    expect(await mine(ada)).toMatchObject([{ role: "member", member_count: 2 }]);
    expect(await codeOf(await call("POST", `/rooms/${rooms[0]?.id}/leave`, ada))).toBe("wrong_state");
    const third = await harness.account();
    expect(await codeOf(await call("GET", `/rooms/${rooms[0]?.id}`, third))).toBe("not_found");
  });

  test("a block, whoever made it, keeps both from writing to the other", async () => {
    const [ada, ben] = (await people(2)) as [Account, Account];
    await call("PUT", `/me/blocks/${ben.id}`, ada);
    for (const [who, other] of [
      [ada, ben],
      [ben, ada],
    ] as const) {
      const refused = await write(who, [other.id]);
      expect([refused.status, await codeOf(refused)]).toEqual([403, "blocked"]);
    }
    expect(harness.rooms.count()).toBe(0);
    await call("DELETE", `/me/blocks/${ben.id}`, ada);
    expect((await write(ben, [ada.id])).status).toBe(201);
  });

  test("new conversations count as joins, twenty a minute; one that is there is always opened", async () => {
    const [ada, ben, cleo] = (await people(3)) as [Account, Account, Account];
    expect((await write(ada, [ben.id])).status).toBe(201);
    await harness.database.query("update chat_joins set count = 20");
    for (const ids of [[cleo.id], [ben.id, cleo.id]])
      expect(await codeOf(await write(ada, ids))).toBe("rate_limited");
    expect((await write(ada, [ben.id])).status).toBe(201);
    expect(harness.rooms.count()).toBe(1);
  });

  test("oneself and people who are not there are refused by their place", async () => {
    const [ada, ben] = (await people(2)) as [Account, Account];
    for (const [ids, pointers] of [
      [[ada.id], ["/user_ids/0"]],
      [[nobody], ["/user_ids/0"]],
      [
        [ben.id, nobody, ada.id],
        ["/user_ids/1", "/user_ids/2"],
      ],
    ] as const) {
      const problem = (await (await write(ada, [...ids])).json()) as { errors: { pointer: string }[] };
      expect(problem).toMatchObject({ code: "validation_failed" });
      expect(problem.errors.map(({ pointer }) => pointer)).toEqual(pointers);
    }
    const unverified = await harness.account("user", { verified: false });
    expect(await codeOf(await write(unverified, [ada.id]))).toBe("email_not_verified");
  });

  test("a group: a new one each time, up to ten others by name, members bring people in but nobody of a block", async () => {
    const [ada, ben, cleo, dan] = (await people(4)) as [Account, Account, Account, Account];
    const group = (await (await write(ada, [ben.id, cleo.id], "Trio")).json()) as Room;
    expect(group).toMatchObject({ kind: "group", name: "Trio", you: { role: "owner" }, member_count: 3 });
    expect(((await (await write(ada, [ben.id, cleo.id])).json()) as Room).id).not.toBe(group.id);
    const names = (room: { people: { username: string }[] }) => room.people.map(({ username }) => username);
    expect(names(group)).toEqual([ben.username, cleo.username].sort());
    await call("PUT", `/me/blocks/${ben.id}`, dan);
    const refused = await call("POST", `/rooms/${group.id}/members`, ben, { user_ids: [dan.id] });
    expect(await refused.json()).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "/user_ids/0", code: "blocked" }],
    });
    const added = await call("POST", `/rooms/${group.id}/members`, cleo, { user_ids: [dan.id, ben.id] });
    expect(added.status).toBe(200);
    expect(((await added.json()) as Room).people).toHaveLength(3);
    expect((await mine(dan)).map(({ id }) => id)).toEqual([group.id]);
    await harness.deliverRooms();
    expect((await mine(dan)).map(({ id, member_count }) => [id, member_count])).toEqual([[group.id, 4]]);
    // Who was made a moderator before the caller's request is not made less by its answer.
    harness.rooms.setRole(group.id, ben.id, "moderator");
    await call("POST", `/rooms/${group.id}/members`, cleo, { user_ids: [ben.id] });
    await harness.deliverRooms();
    expect((await mine(ben)).find(({ id }) => id === group.id)?.role).toBe("moderator");
  });

  test("a group holds fifty, a direct conversation two and a room whoever comes by itself", async () => {
    const [ada, ben] = (await people(2)) as [Account, Account];
    const many = Array.from({ length: 50 }, (_, i) => nobody.slice(0, -2) + String(i).padStart(2, "0"));
    expect(await codeOf(await write(ada, many))).toBe("validation_failed");
    const direct = (await (await write(ada, [ben.id])).json()) as Room;
    const open = (await (
      await call("POST", "/rooms", ada, { name: "Hall", visibility: "public" })
    ).json()) as Room;
    for (const { id } of [direct, open])
      expect(await codeOf(await call("POST", `/rooms/${id}/members`, ada, { user_ids: [ben.id] }))).toBe(
        "wrong_state",
      );
    const group = (await (await write(ada, [ben.id, (await harness.account()).id])).json()) as Room;
    for (let i = 3; i < 50; i++) harness.rooms.setRole(group.id, `usr_${i}`, "member");
    const late = await harness.account();
    const refused = await call("POST", `/rooms/${group.id}/members`, ada, { user_ids: [late.id] });
    expect([refused.status, await codeOf(refused)]).toEqual([409, "room_full"]);
  });
});
