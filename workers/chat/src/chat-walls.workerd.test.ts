import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { seatHeaders } from "@veza/worker-kit/fan-out/wire";
import { afterEach, expect, test, vi } from "vitest";
import { createChatApp } from "./app.ts";
import type { ChatEnv } from "./env.ts";
import type { ClientCommand } from "./testing/chat-client.ts";
import { closeAll, personOf, roomIn } from "./testing/room-in-workerd.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

const bindings = env as unknown as ChatEnv;
const room = (more?: Parameters<typeof roomIn>[1]) => roomIn(bindings, more);
const stub = bindings.API_RPC as unknown as {
  askedFor(attachmentId: string): Promise<boolean>;
  eventsOf(roomId: string): Promise<{ type: string; data: Record<string, unknown> }[]>;
};

/**
 * A private room behind one relay: the owner sits at the primary object, `b` on the relay, and there is
 * something to know.
 */
async function privateRoom() {
  const one = await room({ visibility: "private", relay_after: 1 });
  const made = await one.object().createInvite({ room_id: one.room_id, user_id: one.owner });
  if (!made.ok) throw new Error(made.code);
  const owner = await one.enter(one.owner);
  const b = await one.enter(await one.joined(newId("user"), made.invite.code));
  expect([owner.relay, b.relay]).toEqual([0, 1]);
  const sent = await owner.ask({ t: "message.send", body: "secret", attachments: [newId("attachment")] });
  if (sent.t !== "ack" || sent.message_id === null) throw new Error("no ack");
  return { ...one, a: owner, b, message_id: sent.message_id, invite: made.invite.code };
}

/** Somebody at a place where the Worker would never seat them. */
async function seatAnywhere(one: Awaited<ReturnType<typeof privateRoom>>, user_id: string, place: number) {
  const { room_id } = one;
  const response = await one.object(place).fetch("http://chat/", {
    headers: seatHeaders({ user_id, room_id, place, region: "weur" }),
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket, but ${response.status}`);
  const heard: string[] = [];
  const closed = new Promise<number>((resolve) =>
    socket.addEventListener("close", ({ code }) => {
      resolve(code);
    }),
  );
  socket.addEventListener("message", ({ data }) => void heard.push(String(data)));
  socket.accept();
  return { socket, heard, closed };
}

test("an outsider who knows a private room's id gets nothing of it: by the Worker, by RPC, at a relay, by an old invite", async () => {
  const one = await privateRoom();
  const { room_id, object, invite, message_id, a, b } = one;
  const outsider = newId("user");

  // What other Workers ask for somebody: the room, its pages, threads, files, membership, invites, posts of
  // theirs.
  for (const user_id of [outsider, null]) {
    expect(await object().view(user_id)).toBeNull();
    expect(await object().view(user_id, "wrong")).toBeNull();
    expect(await object().mayRead(user_id)).toBe(false);
    for (const more of [{}, { before_seq: 100 }, { after_seq: 0 }, { thread: message_id }])
      expect(await object().page({ room_id, user_id, ...more })).toBeNull();
  }
  expect(await object().join({ room_id, user: personOf(outsider) })).toMatchObject({ code: "not_found" });
  expect(await object().join({ room_id, user: personOf(outsider), invite: "wrong" })).toMatchObject({
    code: "invite_invalid",
  });
  for (const refused of [
    await object().leave({ room_id, user_id: outsider }),
    await object().invites({ room_id, user_id: outsider }),
    await object().createInvite({ room_id, user_id: outsider }),
    await object().revokeInvite({ room_id, user_id: outsider, code: invite }),
    await object().bringIn({ room_id, by: outsider, user: personOf(outsider) }),
  ])
    expect(refused).toMatchObject({ ok: false, code: "not_found" });
  expect(await object().standing(outsider)).toMatchObject({ is_member: false, unread: 0, mentions: 0 });

  // Over HTTP, as over a socket.
  const response = await createChatApp().fetch(
    new Request(`http://localhost:8787/chat/rooms/${room_id}/messages`),
    env,
    createExecutionContext(),
  );
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain("secret");
  const atHead = await one.socketOf(outsider);
  expect((await atHead.closed).code).toBe(4404);
  expect(atHead.frames).toEqual([]);

  // At a relay, which the Worker chooses and not they: nothing before hello, and no hello.
  const spy = await seatAnywhere(one, outsider, 1);
  const questions: ClientCommand[] = [
    { t: "history.get", limit: 50 },
    { t: "search", query: "secret", limit: 5 },
    { t: "pins.get" },
    { t: "members.get", limit: 5 },
    { t: "message.edits", message_id },
    { t: "message.report", message_id, category: "spam" },
    { t: "reaction.add", message_id, emoji: "🔥" },
    { t: "log.get", limit: 5 },
  ];
  for (const [i, frame] of questions.entries()) spy.socket.send(JSON.stringify({ ...frame, id: `q${i}` }));
  spy.socket.send('{"t":"typing.start"}');
  spy.socket.send('{"t":"read","seq":3}');
  expect(await a.code({ t: "message.send", body: "secret too" })).toBe("ack");
  b.send({ t: "typing.start" });
  await a.next("typing");
  await vi.waitFor(() => expect(spy.heard.length).toBeGreaterThanOrEqual(questions.length));
  spy.socket.send('{"t":"hello","since":0}');
  expect(await spy.closed).toBe(4403);
  expect(spy.heard.map((text) => JSON.parse(text).code)).toEqual(spy.heard.map(() => "hello_first"));

  // Between the objects of a room: the primary object trusts no relay about who is a member.
  for (const [i, frame] of questions.entries())
    expect(await object().command(outsider, { ...frame, id: `r${i}` } as never)).toMatchObject({
      t: "error",
      code: "forbidden",
    });
  await object().typing(outsider);
  await object().read(outsider, 3);
  const told = (await stub.eventsOf(room_id)).map(({ type }) => type);
  expect(told).not.toContain("message.reported");

  // Who was thrown out knows the invite, the seq and the message's id.
  expect(await a.code({ t: "member.kick", user_id: b.user })).toBe("ack");
  expect((await b.closed).code).toBe(4403);
  const heardUntil = b.events.length;
  expect(await a.code({ t: "message.send", body: "without b" })).toBe("ack");
  expect((await (await one.socketOf(b.user)).closed).code).toBe(4404);
  expect(await object().page({ room_id, user_id: b.user })).toBeNull();
  expect(b.events).toHaveLength(heardUntil);

  // An invite that was ended, or used up, shows and opens nothing.
  expect(await object().view(null, invite)).toMatchObject({ room: { id: room_id }, you: null });
  await object().revokeInvite({ room_id, user_id: a.user, code: invite });
  expect(await object().view(null, invite)).toBeNull();
  expect(await object().join({ room_id, user: personOf(b.user), invite })).toMatchObject({ ok: false });
});

test("a room that one may not know of answers like one that never was", async () => {
  const { object, room_id } = await privateRoom();
  const nowhere = bindings.ROOMS.get(bindings.ROOMS.idFromName(newId("room")));
  const user = newId("user");
  for (const ask of [
    (of: typeof nowhere) => of.view(user),
    (of: typeof nowhere) => of.page({ room_id, user_id: user }),
    (of: typeof nowhere) => of.mayRead(user),
    (of: typeof nowhere) => of.join({ room_id, user: personOf(user) }),
    (of: typeof nowhere) => of.leave({ room_id, user_id: user }),
    (of: typeof nowhere) => of.invites({ room_id, user_id: user }),
  ])
    expect(await ask(object() as typeof nowhere)).toEqual(await ask(nowhere));
});

test("two moderators act at the same moment, one at the primary object and one on a relay: one order, everything once, no one above the other", async () => {
  const { owner, enter, object, joined } = await room({ relay_after: 2 });
  const a = await enter(owner);
  const [mia, max] = [await enter(), await enter()];
  expect([mia.relay, max.relay]).toEqual([0, 1]);
  for (const { user } of [mia, max])
    expect(await a.code({ t: "member.role", user_id: user, role: "moderator" })).toBe("ack");
  const victims: string[] = [];
  for (let i = 0; i < 8; i++) victims.push(await joined());
  const both = await Promise.all(
    [mia, max].flatMap((one) =>
      victims.map((user_id) => one.code({ t: "member.ban", user_id, duration_ms: null, reason: "raid" })),
    ),
  );
  expect(new Set(both)).toEqual(new Set(["ack"]));
  // Each tries to take the other down, at once: neither can.
  expect(
    await Promise.all([
      mia.code({ t: "member.kick", user_id: max.user }),
      max.code({ t: "member.kick", user_id: mia.user }),
    ]),
  ).toEqual(["forbidden", "forbidden"]);
  // One pins what the other deletes: whichever was first, what is deleted is not pinned.
  const { message_id } = (await a.ask({ t: "message.send", body: "x" })) as { message_id: string };
  await Promise.all([
    mia.ask({ t: "pin.set", message_id, pinned: true }),
    max.ask({ t: "message.delete", message_id, reason: "x" }),
  ]);
  expect(await a.ask({ t: "pins.get" })).toMatchObject({ messages: [] });
  await a.code({ t: "message.send", body: "last" });
  const last = (await a.next("batch", ({ events }) => JSON.stringify(events).includes('"last"'))).events.at(
    -1,
  )?.seq;
  for (const one of [mia, max]) await vi.waitFor(() => expect(one.events.at(-1)?.seq).toBe(last));
  const left = a.events.filter(({ t }) => t === "member.left");
  expect(left).toHaveLength(victims.length);
  const from = (one: typeof a, seq: number) => one.events.filter((event) => event.seq > seq);
  const since = max.welcome.last_seq;
  expect(from(max, since)).toEqual(from(a, since));
  expect(from(mia, since)).toEqual(from(a, since));
  const view = await object().view(owner);
  expect(view?.room.member_count).toBe(3);
});

test("a webhook's message is everybody's, a picture becomes the room's, and the platform's ban ends open sockets", async () => {
  const { owner, enter, object, room_id } = await room();
  const [a, b] = [await enter(owner), await enter()];
  const user = { user_id: newId("user"), username: "deploys", avatar_url: null, is_bot: true };
  const post = () => object().post({ room_id, user, id: "d1", body: `Deployed, @${b.user.slice(-4)}` });
  const first = await post();
  expect(first).toMatchObject({ ok: true });
  expect(await post()).toEqual(first);
  expect((await b.event("message.new")).message).toMatchObject({ author: user, mentions: [b.user] });
  const noPicture = `${newId("attachment").slice(0, -2)}0n`;
  expect(await a.code({ t: "room.set", avatar: noPicture })).toBe("attachment_invalid");
  expect(await b.code({ t: "room.set", avatar: newId("attachment") })).toBe("forbidden");
  const act = { room_id, by: newId("user"), reason: "spam", ban: { user_id: b.user, duration_ms: null } };
  expect(await object().moderate(act)).toEqual({ ok: true });
  expect(await object().moderate(act)).toEqual({ ok: true });
  expect(await b.closed).toEqual({ code: 4403, reason: "banned" });
  expect(await object().moderate({ ...act, message_id: newId("message") })).toMatchObject({
    code: "not_found",
  });
});

test("files of a message that is deleted are let go by an event, which no crash can lose", async () => {
  const { owner, enter, room_id } = await room();
  const a = await enter(owner);
  const attachments = [newId("attachment"), newId("attachment")];
  const sent = await a.ask({ t: "message.send", body: "", attachments });
  if (sent.t !== "ack" || sent.message_id === null) throw new Error("no ack");
  expect(await a.code({ t: "message.delete", message_id: sent.message_id })).toBe("ack");
  await vi.waitFor(
    async () => {
      const released = (await stub.eventsOf(room_id)).filter(({ type }) => type === "attachments.released");
      expect(released.map(({ data }) => data.attachment_ids)).toEqual([attachments]);
    },
    { timeout: 20_000 },
  );
});

test("no file is held for a message that will be refused: veza-api is not even asked", async () => {
  const { owner, enter } = await room();
  const [a, b] = [await enter(owner), await enter()];
  const rules = {
    words: ["casino"],
    links: [],
    max_mentions: null,
    action: "refuse" as const,
    dry_run: false,
  };
  expect(await a.code({ t: "watched.set", rules })).toBe("ack");
  const files = Array.from({ length: 8 }, () => newId("attachment"));
  const send = (n: number, body: string) =>
    b.code({ t: "message.send", body, attachments: files.slice(n, n + 1) });
  expect(await send(0, "to the casino")).toBe("watched");
  const codes = [];
  for (let n = 1; n < 8; n++) codes.push(await send(n, `file ${n}`));
  expect(codes).toContain("ack");
  expect(codes.at(-1)).toBe("rate_limited");
  const asked = await Promise.all(files.map((id) => stub.askedFor(id)));
  expect(asked).toEqual([false, ...codes.map((code) => code === "ack")]);
  expect(await a.ask({ t: "log.get", limit: 5 })).toMatchObject({ entries: [{ action: "watched.hit" }, {}] });
});
