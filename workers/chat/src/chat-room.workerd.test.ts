import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test, vi } from "vitest";
import { createChatApp } from "./app.ts";
import type { ChatEnv } from "./env.ts";
import { closeAll, personOf, roomIn } from "./testing/room-in-workerd.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

const bindings = env as unknown as ChatEnv;
const room = (more?: Parameters<typeof roomIn>[1]) => roomIn(bindings, more);

const stub = bindings.API_RPC as unknown as {
  eventsOf(roomId: string): Promise<{ type: string; data: Record<string, unknown> }[]>;
  block(userId: string, isBlocked: boolean): Promise<void>;
};

test("two people talk: ack, one batch for all, typing and presence", async () => {
  const { owner, enter } = await room();
  const [a, b] = [await enter(owner), await enter()];
  expect(a.welcome).toMatchObject({ you: { role: "owner" }, last_seq: 1, resync: false, events: [] });
  expect(b.welcome).toMatchObject({ you: { role: "member" }, room: { member_count: 2 } });
  await b.next("presence", ({ online }) => online === 2);
  b.send({ t: "typing.start" });
  expect((await a.next("typing")).user_ids).toEqual([b.user]);
  const ack = await b.ask({ t: "message.send", body: "Hello" }, "m1");
  expect(ack).toMatchObject({ t: "ack", re: "m1", seq: 3 });
  const [one, other] = [await a.event("message.new"), await b.event("message.new")];
  expect(one).toEqual(other);
  expect(one.message).toMatchObject({ body: "Hello", author: { user_id: b.user } });
  expect((await a.next("typing")).user_ids).toEqual([]);
  b.send({ t: "presence.set", status: "invisible" });
  expect((await a.next("presence", ({ online }) => online === 1)).members).toEqual([
    { user_id: owner, status: "online" },
  ]);
});

test("what came while one was away is brought by the next welcome, without holes", async () => {
  const { owner, enter, socketOf } = await room();
  const [a, b] = [await enter(owner), await enter()];
  await a.ask({ t: "message.send", body: "one" });
  await b.event("message.new");
  b.socket.close(1000);
  const { message_id } = (await a.ask({ t: "message.send", body: "two" })) as { message_id: string };
  await a.ask({ t: "reaction.add", message_id, emoji: "🔥" });
  const again = await socketOf(b.user);
  const welcome = await again.hello(3);
  expect(welcome.events.map(({ seq, t }) => [seq, t])).toEqual([
    [4, "message.new"],
    [5, "reaction.changed"],
  ]);
});

test("evicted between any two frames, nothing is forgotten and nobody notices", async () => {
  const { owner, enter, object } = await room();
  const [a, b] = [await enter(owner), await enter()];
  const evict = () => evictDurableObject(object());
  await evict();
  const first = await a.ask({ t: "message.send", body: "one @nobody" }, "same");
  await evict();
  expect(await a.ask({ t: "message.send", body: "one @nobody" }, "same")).toEqual(first);
  if (first.t !== "ack" || first.message_id === null) throw new Error("no ack");
  const { message_id } = first;
  await evict();
  expect(await b.code({ t: "reaction.add", message_id, emoji: "👏" })).toBe("ack");
  await evict();
  expect(await a.code({ t: "message.edit", message_id, body: "two" })).toBe("ack");
  await evict();
  expect(await a.code({ t: "pin.set", message_id, pinned: true })).toBe("ack");
  await evict();
  expect(await b.code({ t: "message.send", body: "three" })).toBe("ack");
  await vi.waitFor(() => expect(a.events.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7]));
  await evict();
  expect(await b.ask({ t: "history.get", limit: 10 })).toMatchObject({
    events: [{ message: { body: "two", pinned: true, reactions: [{ count: 1, me: true }] } }, {}],
  });
});

test("events that waited for company when the object went are told by the next life", async () => {
  const { owner, enter, object } = await room();
  const [a, b] = [await enter(owner), await enter()];
  const { seq } = (await a.ask({ t: "message.send", body: "one" })) as { seq: number };
  await b.event("message.new");
  // As if the last event had been stored and not told.
  await runInDurableObject(object(), (_, { storage }) => {
    storage.sql.exec("insert into facts (name, body) values ('unsent_from', ?)", String(seq));
  });
  await evictDurableObject(object());
  expect(await a.code({ t: "pins.get" })).toBe("pins");
  expect((await b.event("message.new")).seq).toBe(seq);
});

test("a private room's id known to an outsider is worth nothing, on any path", async () => {
  const { owner, object, room_id, socketOf, enter } = await room({ visibility: "private" });
  const a = await enter(owner);
  await a.ask({ t: "message.send", body: "secret" });
  const outsider = newId("user");
  const stranger = await socketOf(outsider);
  expect((await stranger.closed).code).toBe(4404);
  expect(await object().view(outsider)).toBeNull();
  expect(await object().view(null)).toBeNull();
  expect(await object().mayRead(outsider)).toBe(false);
  for (const user_id of [outsider, null]) expect(await object().page({ room_id, user_id })).toBeNull();
  expect(await object().join({ room_id, user: personOf(outsider) })).toMatchObject({ code: "not_found" });
  for (const call of [
    object().leave({ room_id, user_id: outsider }),
    object().invites({ room_id, user_id: outsider }),
    object().createInvite({ room_id, user_id: outsider }),
    object().bringIn({ room_id, by: outsider, user: personOf(outsider) }),
  ])
    expect(await call).toMatchObject({ ok: false, code: "not_found" });
  expect(await object().standing(outsider)).toMatchObject({ is_member: false, unread: 0, mentions: 0 });
  // What never was says the same.
  const nowhere = bindings.ROOMS.get(bindings.ROOMS.idFromName(newId("room")));
  expect(await nowhere.join({ room_id, user: personOf(outsider) })).toMatchObject({ code: "not_found" });
  expect(await nowhere.view(outsider)).toBeNull();
});

test("a banned user's open sockets end at once, in the primary object and on a relay, and stay out", async () => {
  const { owner, enter, socketOf } = await room({ relay_after: 2 });
  const a = await enter(owner);
  const b = await enter();
  const again = await enter(b.user);
  expect([a.relay, b.relay, again.relay]).toEqual([0, 0, 1]);
  expect(await a.code({ t: "member.ban", user_id: b.user, duration_ms: null, reason: "spam" })).toBe("ack");
  for (const socket of [b, again]) expect(await socket.closed).toEqual({ code: 4403, reason: "banned" });
  expect((await (await socketOf(b.user)).closed).code).toBe(4403);
  expect(await a.event("member.left")).toMatchObject({ how: "banned", user_id: b.user });
});

test("beyond the limit members sit on relays and take part like all others; nothing is lost by evictions", async () => {
  const { owner, enter, object } = await room({ relay_after: 1 });
  const a = await enter(owner);
  const [b, c] = [await enter(), await enter()];
  expect([a.relay, b.relay, c.relay]).toEqual([0, 1, 2]);
  await a.next("presence", ({ online }) => online === 3);
  expect(await b.code({ t: "message.send", body: "from a relay" })).toBe("ack");
  expect(await a.event("message.new")).toEqual(await c.event("message.new"));
  b.send({ t: "typing.start" });
  expect((await c.next("typing")).user_ids).toEqual([b.user]);
  await evictDurableObject(object(1));
  expect(await b.code({ t: "message.send", body: "again" })).toBe("ack");
  await c.event("message.new");
  await evictDurableObject(object());
  expect(await c.code({ t: "message.send", body: "and again" })).toBe("ack");
  await b.event("message.new");
  expect(await a.code({ t: "member.mute", user_id: b.user, duration_ms: 60_000 })).toBe("ack");
  expect((await b.next("you")).you.muted_until).not.toBeNull();
  expect(await b.code({ t: "message.send", body: "no" })).toBe("muted");
  b.socket.close(1000);
  await a.next("presence", ({ online }) => online === 2);
});

test("a relay that goes down with its sockets harms nobody: they come back and resume", async () => {
  const { owner, enter, object, socketOf } = await room({ relay_after: 1 });
  const a = await enter(owner);
  const b = await enter();
  expect(b.relay).toBe(1);
  await a.ask({ t: "message.send", body: "one" });
  await b.event("message.new");
  const last = b.events.at(-1)?.seq ?? 0;
  await evictDurableObject(object(1), { webSockets: "close" });
  await a.ask({ t: "message.send", body: "two" });
  const again = await socketOf(b.user);
  expect((await again.hello(last)).events).toMatchObject([{ message: { body: "two" } }]);
  await a.ask({ t: "message.send", body: "three" });
  expect((await again.event("message.new")).message.body).toBe("three");
});

test("links to Veza become cards, but only what anybody may see", async () => {
  const { owner, enter } = await room();
  const a = await enter(owner);
  const [shown, hidden] = ["trk_01h455vb4pex5vsknk084sn02q", "trk_01h455vb4pex5vsknk084sn00z"];
  await a.ask({
    t: "message.send",
    body: `http://localhost:8787/tracks/${shown} http://localhost:8787/tracks/${hidden} http://evil.example/tracks/${shown}`,
  });
  expect((await a.event("message.cards")).cards).toMatchObject([{ id: shown, title: "Low Tide" }]);
});

test("files go with a message when they are clean and one's own", async () => {
  const { owner, enter } = await room();
  const a = await enter(owner);
  const attachments = [newId("attachment")];
  expect(await a.code({ t: "message.send", body: "", attachments })).toBe("ack");
  expect((await a.event("message.new")).message.attachments).toMatchObject([{ id: attachments[0] }]);
  const bad = ["att_01h455vb4pex5vsknk084sn00z"];
  expect(await a.code({ t: "message.send", body: "", attachments: bad })).toBe("attachment_invalid");
});

test("who is blocked can't write to the other, and the same id goes through once they are not", async () => {
  const other = newId("user");
  const { owner, enter } = await room({ kind: "direct", visibility: "private", members: [personOf(other)] });
  const [a, b] = [await enter(owner), await enter(other)];
  expect(await a.code({ t: "message.send", body: "hi" })).toBe("ack");
  await b.event("message.new");
  await stub.block(other, true);
  expect(await b.code({ t: "message.send", body: "hi" }, "x")).toBe("blocked");
  await stub.block(other, false);
});

test("counts on every device: unread, mentions, read here and there, left", async () => {
  const { owner, enter, inboxOf, object, room_id } = await room();
  const a = await enter(owner);
  const reader = await enter();
  const device = async () => {
    const response = await inboxOf(reader.user).fetch("http://inbox/", {
      headers: { upgrade: "websocket", "x-veza-unread": "0", "x-veza-user": reader.user },
    });
    const socket = response.webSocket;
    if (socket === null) throw new Error("no socket");
    const frames: { t: string; room?: object; rooms?: object[]; room_id?: string }[] = [];
    socket.addEventListener("message", (event) => frames.push(JSON.parse(String(event.data))));
    socket.accept();
    return { socket, frames };
  };
  // The room has told the inbox that its user is in it.
  await vi.waitFor(
    async () => {
      const one = await device();
      await vi.waitFor(() => expect(one.frames[0]?.rooms).toHaveLength(1), { timeout: 300 });
      one.socket.close();
    },
    { timeout: 10_000 },
  );
  const [phone, laptop] = [await device(), await device()];
  reader.socket.close(1000);
  await a.ask({ t: "message.send", body: `hello @${reader.user.slice(-4)}` });
  await a.ask({ t: "message.send", body: "again" });
  const stands = (one: typeof phone, unread: number, mentions: number) =>
    vi.waitFor(
      () => expect(one.frames.at(-1)).toMatchObject({ t: "room.changed", room: { unread, mentions } }),
      {
        timeout: 10_000,
      },
    );
  for (const one of [phone, laptop]) await stands(one, 2, 1);
  phone.socket.send(JSON.stringify({ t: "room.read", room_id, seq: 1_000 }));
  for (const one of [phone, laptop]) await stands(one, 0, 0);
  for (const one of [phone, laptop]) one.socket.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await a.ask({ t: "message.send", body: "while nobody looks" });
  await new Promise((resolve) => setTimeout(resolve, 600));
  const back = await device();
  await vi.waitFor(() =>
    expect(back.frames[0]).toMatchObject({ t: "state", rooms: [{ room_id, unread: 1 }] }),
  );
  await object().leave({ room_id, user_id: reader.user });
  await vi.waitFor(() => expect(back.frames.at(-1)).toEqual({ t: "room.left", room_id }), {
    timeout: 10_000,
  });
  back.socket.close();
});

test("the directory is told by events: the room, who comes and goes, and reports", async () => {
  const { owner, enter, room_id, object } = await room();
  const [a, b] = [await enter(owner), await enter()];
  const { message_id } = (await b.ask({ t: "message.send", body: "bad" })) as { message_id: string };
  await a.ask({ t: "room.set", topic: "slow music" });
  await a.ask({ t: "message.report", message_id, category: "abuse" });
  await object().leave({ room_id, user_id: b.user });
  await vi.waitFor(
    async () => {
      const told = (await stub.eventsOf(room_id)).map(({ type, data }) => [type, data.role]);
      expect(told).toEqual(
        expect.arrayContaining([
          ["room.member", "owner"],
          ["room.member", "member"],
          ["room.member", null],
          ["room.updated", undefined],
          ["message.reported", undefined],
        ]),
      );
    },
    { timeout: 20_000 },
  );
});

test("a frame of 1 MB, a binary one and a flood end that socket only; nonsense gets an error", async () => {
  const { owner, enter } = await room();
  const [a, big, binary, flood] = [await enter(owner), await enter(), await enter(), await enter()];
  big.socket.send("x".repeat(1_000_000));
  binary.socket.send(new Uint8Array(8));
  for (const one of [big, binary]) expect((await one.closed).code).toBe(4422);
  for (let i = 0; i < 300; i++) flood.socket.send('{"t":"read","seq":1}');
  expect((await flood.closed).code).toBe(4429);
  a.socket.send("nonsense");
  expect(await a.next("error")).toMatchObject({ code: "bad_frame" });
  expect(await a.code({ t: "message.send", body: "still here" })).toBe("ack");
});

test("4,000 characters outside of the BMP are one message, 4,001 are none", async () => {
  const { owner, enter } = await room();
  const [a, b] = [await enter(owner), await enter()];
  const body = "𝄞".repeat(4_000);
  expect(await a.code({ t: "message.send", body })).toBe("ack");
  expect((await b.event("message.new")).message.body).toBe(body);
  // Escaped, as some libraries send it: 48,000 bytes.
  const escaped = JSON.stringify({ t: "message.send", id: "e", body }).replaceAll("𝄞", "\\ud834\\udd1e");
  a.socket.send(escaped);
  expect(await a.next("ack", ({ re }) => re === "e")).toMatchObject({ re: "e" });
  expect(await a.code({ t: "message.send", body: `${body}𝄞` })).toBe("body_invalid");
  expect(await a.code({ t: "message.send", body: "half \ud834" })).toBe("body_invalid");
});

test("nothing but hello is heard before hello", async () => {
  const { owner, socketOf } = await room();
  const early = await socketOf(owner);
  expect(await early.code({ t: "message.send", body: "x" })).toBe("hello_first");
  expect((await early.hello()).t).toBe("welcome");
});

test("asking for a room that never was stores nothing", async () => {
  const object = bindings.ROOMS.get(bindings.ROOMS.idFromName(newId("room")));
  expect(await object.view(null)).toBeNull();
  expect(await object.standing(newId("user"))).toBeNull();
  await runInDurableObject(object, (_, { storage }) => {
    expect(
      storage.sql.exec("select name from sqlite_master where name not like '\\_cf%' escape '\\'").toArray(),
    ).toEqual([]);
  });
});

test("a member that never reads holds up nobody", async () => {
  const { owner, enter, object, room_id, joined } = await room();
  const a = await enter(owner);
  const user_id = await joined();
  const silent = await object().fetch("http://chat/", {
    headers: {
      upgrade: "websocket",
      "x-veza-seat": JSON.stringify({ user_id, room_id, place: 0, region: "weur" }),
    },
  });
  expect(silent.status).toBe(101);
  for (let i = 0; i < 4; i++) expect(await a.code({ t: "message.send", body: `m${i}` })).toBe("ack");
});

test("a client far behind is told to resume", async () => {
  const { owner, enter, object } = await room();
  const a = await enter(owner);
  await runInDurableObject(object(), (_, { storage }) => {
    storage.sql.exec("insert into events (seq, t, at_ms, body) values (3000, 'member.role', 0, '{}')");
  });
  await evictDurableObject(object());
  a.send({ t: "seen", seq: 1 });
  expect((await a.closed).code).toBe(4303);
});

test("the alarm sends what an earlier life could not, then the room sleeps", async () => {
  const { object, room_id } = await room();
  await runInDurableObject(object(), (_, { storage }) => {
    const event = {
      id: newId("event"),
      type: "room.member",
      occurred_at: new Date().toISOString(),
      data: { room_id, user_id: newId("user"), role: "read_only", revision: 1 },
    };
    storage.sql.exec(
      "insert into object_outbox (id, lane, body, at_ms) values (?, 'events', ?, 0)",
      event.id,
      JSON.stringify(event),
    );
  });
  await evictDurableObject(object());
  await runDurableObjectAlarm(object());
  await runInDurableObject(object(), (_, { storage }) => {
    expect(storage.sql.exec("select count(*) as n from object_outbox").one().n).toBe(0);
  });
});

test.each([
  ["veza.chat.v1", {}, 4401],
  ["veza.chat.v1, bearer.forged", {}, 4401],
  ["veza.inbox.v1", {}, 4426],
  ["veza.chat.v1", { cookie: "__Host-veza_access=forged", origin: "https://evil.example" }, 4403],
])("at the Worker: %s %o is closed with %d", async (protocol, headers, code) => {
  const request = new Request(`http://localhost:8787/chat/ws?room_id=${newId("room")}`, {
    headers: { upgrade: "websocket", "sec-websocket-protocol": protocol, ...headers },
  });
  const { webSocket } = await createChatApp().fetch(request, env, createExecutionContext());
  if (webSocket === null) throw new Error("no socket");
  const closed = new Promise<number>((resolve) =>
    webSocket.addEventListener("close", (event) => resolve(event.code)),
  );
  webSocket.accept();
  expect(await closed).toBe(code);
});

test("history over REST: anybody in a public room, nobody in a private one", async () => {
  const open = await room();
  const shut = await room({ visibility: "private" });
  for (const one of [open, shut]) await (await one.enter(one.owner)).ask({ t: "message.send", body: "hi" });
  const get = async (path: string) => {
    const response = await createChatApp().fetch(
      new Request(`http://localhost:8787/chat/rooms/${path}`),
      env,
      createExecutionContext(),
    );
    return { status: response.status, body: (await response.json()) as { messages?: object[] } };
  };
  expect(await get(`${open.room_id}/messages?limit=5`)).toMatchObject({
    status: 200,
    body: { messages: [{ body: "hi" }] },
  });
  expect((await get(`${shut.room_id}/messages`)).status).toBe(404);
  expect((await get("nonsense/messages")).status).toBe(404);
  expect((await get(`${open.room_id}/messages?limit=1000`)).status).toBe(400);
  expect((await get(`${open.room_id}/messages?thread=nonsense`)).status).toBe(400);
  expect(await get(`${open.room_id}/messages?before_seq=1`)).toMatchObject({
    status: 200,
    body: { messages: [], has_more: false },
  });
});
