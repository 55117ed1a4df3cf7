import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { BotWithSecret } from "@veza/contracts/http/bots";
import type { Notification } from "@veza/contracts/http/notifications";
import type { Room } from "@veza/contracts/http/rooms";
import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { type InboxRoom, InboxServerFrame } from "@veza/contracts/ws/inbox";
import { ROOT } from "@veza/dev/stack";
import { gatherCrowd, type Somebody } from "@veza/dev/testing/crowd";
import { leaseSharedStack } from "@veza/dev/testing/shared-stack";
import { ChatMember, webSocketLine } from "@veza/testing/chat-member";
import { deliveryFaults } from "@veza/testing/delivery-check";
import { until } from "@veza/testing/until";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

/** Clients of the reconnect storm; `npm run bench -- chat-reconnect` has a thousand. */
const STORM = 100;
const BACK_WITHIN_MS = 30_000;

let stack: Awaited<ReturnType<typeof leaseSharedStack>>;
let crowd: Somebody[];
const somebody = (n: number): Somebody => {
  const one = crowd[n];
  if (one === undefined) throw new Error("the crowd is too small");
  return one;
};
const closing: (() => void)[] = [];

beforeAll(async () => {
  stack = await leaseSharedStack(inject("sharedStack"));
  crowd = await gatherCrowd(stack, STORM + 20);
});
afterAll(async () => {
  await stack?.release();
  for (const close of closing) close();
});

/** Asks for somebody, or for a guest. */
async function ask(one: Somebody | null, path: string, method = "GET", body?: object) {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(one === null ? {} : { authorization: `Bearer ${one.token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? null : JSON.parse(text)) as unknown };
}
async function get<T>(one: Somebody | null, path: string, method = "GET", body?: object): Promise<T> {
  const answer = await ask(one, path, method, body);
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}
const makeRoom = (by: Somebody, name: string, visibility: "public" | "private" = "public") =>
  get<Room>(by, "/api/v1/rooms", "POST", { name, visibility });
const join_ = (one: Somebody, roomId: string, body: object = {}) =>
  get<Room>(one, `/api/v1/rooms/${roomId}/join`, "POST", body);

function enter(one: Somebody, roomId: string, since = 0): ChatMember {
  const url = `${stack.url.replace("http", "ws")}/chat/ws?room_id=${roomId}`;
  const member = new ChatMember({
    name: one.username,
    open: webSocketLine(url, ["veza.chat.v1", `bearer.${one.token}`]),
    since,
  });
  closing.push(() => member.stop());
  member.start();
  return member;
}
const isHere = (member: ChatMember) =>
  until(async () => member.isHere || undefined, "a welcome", { timeout_ms: 30_000 });
const hears = (member: ChatMember, body: string) =>
  until(async () => member.events.find((event) => event.body === body), `«${body}»`, { timeout_ms: 30_000 });

/** A device of somebody: what it knows of their rooms and notifications. */
async function device(one: Somebody) {
  const url = `${stack.url.replace("http", "ws")}/chat/inbox`;
  const rooms = new Map<string, InboxRoom>();
  const notifications: Notification[] = [];
  const line = await webSocketLine(url, ["veza.inbox.v1", `bearer.${one.token}`])({
    message(text) {
      const frame = InboxServerFrame.parse(JSON.parse(text));
      if (frame.t === "state") for (const room of frame.rooms) rooms.set(room.room_id, room);
      if (frame.t === "room.changed") rooms.set(frame.room.room_id, frame.room);
      if (frame.t === "room.left") rooms.delete(frame.room_id);
      if (frame.t === "notification.new") notifications.push(frame.notification);
    },
    closed: () => undefined,
  });
  closing.push(() => line.close());
  const stands = (roomId: string, expected: Partial<InboxRoom>) =>
    until(
      async () => {
        const known = rooms.get(roomId);
        return (
          Object.entries(expected).every(([key, value]) => known?.[key as keyof InboxRoom] === value) ||
          undefined
        );
      },
      `${JSON.stringify(expected)} and not ${JSON.stringify(rooms.get(roomId))}`,
      { timeout_ms: 30_000 },
    );
  return { rooms, notifications, stands, line };
}

test("a room made over REST: two people talk, the Workers are deployed again, a hundred come back; no hole, no double", async () => {
  const [ann, bob] = [somebody(0), somebody(1)];
  const room = await makeRoom(ann, "Night shift");
  expect(room).toMatchObject({ visibility: "public", you: { role: "owner" }, member_count: 1 });
  const others = crowd.slice(1, STORM);
  for (let i = 0; i < others.length; i += 10)
    await Promise.all(others.slice(i, i + 10).map((one) => join_(one, room.id)));
  const members = [enter(ann, room.id)];
  for (const one of others) members.push(enter(one, room.id));
  for (const member of members) await isHere(member);
  const [a, b] = members as [ChatMember, ChatMember];
  a.send("a1", "Is anybody there?");
  await hears(b, "Is anybody there?");
  b.send("b1", "Everybody is.");
  await hears(a, "Everybody is.");
  // The same id once more is the same message.
  a.send("a1", "Is anybody there?");
  await until(async () => (a.waiting === 0 ? true : undefined), "the second ack", { timeout_ms: 10_000 });

  await stack.stopPart("workers");
  a.send("a2", "Said while it was down.");
  await stack.startPart("workers");
  const up = Date.now();
  await until(async () => members.every((one) => one.isHere) || undefined, "all to be back", {
    timeout_ms: BACK_WITHIN_MS,
  });
  expect(Date.now() - up).toBeLessThan(BACK_WITHIN_MS);
  b.send("b2", "And on we go.");
  const last = (await hears(a, "And on we go.")).seq;
  await until(
    async () => members.every(({ since, waiting }) => since === last && waiting === 0) || undefined,
    "everybody to have everything",
    { timeout_ms: 30_000 },
  );
  const acked = [
    ...new Map(members.flatMap((one) => one.acked).map((ack) => [ack.message_id, ack])).values(),
  ];
  expect(acked).toHaveLength(4);
  expect(deliveryFaults(members, acked, last)).toEqual([]);
  expect(members.flatMap(({ refused }) => refused)).toEqual([]);
  const { messages } = await get<{ messages: ChatMessage[] }>(
    null,
    `/chat/rooms/${room.id}/messages?limit=10`,
  );
  expect(messages.map(({ body, author }) => `${author.username}: ${body}`)).toEqual([
    `${ann.username}: Is anybody there?`,
    `${bob.username}: Everybody is.`,
    `${ann.username}: Said while it was down.`,
    `${bob.username}: And on we go.`,
  ]);
  for (const member of members) member.stop();
});

describe("what others may know", () => {
  test("a private room's id is worth nothing to an outsider, over REST or a socket, and an invite opens it", async () => {
    const [owner, outsider] = [somebody(STORM), somebody(STORM + 1)];
    const room = await makeRoom(owner, "Back room", "private");
    const inside = enter(owner, room.id);
    await isHere(inside);
    inside.send("s1", "secret");
    await hears(inside, "secret");
    const closed = () => {
      const member = enter(outsider, room.id);
      return until(async () => member.closed[0], "a refusal", { timeout_ms: 10_000 });
    };
    for (const one of [outsider, null]) {
      expect((await ask(one, `/chat/rooms/${room.id}/messages`)).status).toBe(404);
      expect((await ask(one, `/api/v1/rooms/${room.id}`)).status).toBe(404);
      expect((await ask(one, `/api/v1/rooms/${room.id}?invite=wrong`)).status).toBe(404);
    }
    expect((await ask(outsider, `/api/v1/rooms/${room.id}/join`, "POST", {})).status).toBe(404);
    for (const path of ["invites", "webhooks"])
      expect((await ask(outsider, `/api/v1/rooms/${room.id}/${path}`)).status).toBe(404);
    expect((await ask(outsider, `/api/v1/rooms/${room.id}/leave`, "POST")).status).toBe(404);
    expect(await closed()).toBe(4404);
    const listed = await get<{ items: Room[] }>(outsider, "/api/v1/rooms?query=Back");
    expect(listed.items.filter(({ id }) => id === room.id)).toEqual([]);

    const { code } = await get<{ code: string }>(owner, `/api/v1/rooms/${room.id}/invites`, "POST", {
      max_uses: 1,
    });
    const seen = await get<Room>(outsider, `/api/v1/rooms/${room.id}?invite=${code}`);
    expect(seen).toMatchObject({ name: "Back room", you: null });
    await join_(outsider, room.id, { invite: code });
    const member = enter(outsider, room.id);
    await hears(member, "secret");
    expect((await ask(somebody(STORM + 2), `/api/v1/rooms/${room.id}?invite=${code}`)).status).toBe(404);
  });

  test("two people talk alone until one blocks the other", async () => {
    const [ann, bob] = [somebody(STORM + 3), somebody(STORM + 4)];
    const open = (by: Somebody, other: Somebody) =>
      get<Room>(by, "/api/v1/conversations", "POST", { user_ids: [other.user_id] });
    const room = await open(ann, bob);
    expect(room.kind).toBe("direct");
    expect((await open(bob, ann)).id).toBe(room.id);
    const [a, b] = [enter(ann, room.id), enter(bob, room.id)];
    await Promise.all([isHere(a), isHere(b)]);
    a.send("1", "hello");
    await hears(b, "hello");
    await get(bob, `/api/v1/me/blocks/${ann.user_id}`, "PUT");
    let n = 0;
    // Who was blocked a moment ago can write for some seconds yet.
    await until(
      async () => {
        a.send(`after-${++n}`, `after ${n}`);
        return a.refused.includes("blocked") || undefined;
      },
      "the block to be in force",
      { timeout_ms: 40_000, every_ms: 2_500 },
    );
    b.send("2", "nor can I");
    await until(async () => b.refused.includes("blocked") || undefined, "the other side's refusal", {
      timeout_ms: 20_000,
    });
    expect((await ask(somebody(STORM + 5), `/chat/rooms/${room.id}/messages`)).status).toBe(404);
  });
});

test("what is unread is the same on every device; who is named while away is notified", async () => {
  const [ann, bob] = [somebody(STORM + 6), somebody(STORM + 7)];
  const room = await makeRoom(ann, "Counting");
  await join_(bob, room.id);
  const [phone, laptop] = [await device(bob), await device(bob)];
  for (const one of [phone, laptop]) await one.stands(room.id, { unread: 0 });
  const a = enter(ann, room.id);
  await isHere(a);
  a.send("1", `Are you there, @${bob.username}?`);
  a.send("2", "It is about the cover.");
  for (const one of [phone, laptop]) await one.stands(room.id, { unread: 2, mentions: 1 });
  const notified = await until(async () => laptop.notifications[0], "the notification", {
    timeout_ms: 30_000,
  });
  expect(notified).toMatchObject({
    type: "chat_mention",
    data: { room_id: room.id, room_name: "Counting", author: ann.username },
  });
  const { items } = await get<{ items: Notification[] }>(bob, "/api/v1/notifications");
  expect(items.map(({ id }) => id)).toContain(notified.id);
  phone.line.send(JSON.stringify({ t: "room.read", room_id: room.id, seq: 1_000_000 }));
  for (const one of [phone, laptop]) await one.stands(room.id, { unread: 0, mentions: 0 });
  // Who is in the room needs no notification.
  const b = enter(bob, room.id);
  await isHere(b);
  a.send("3", `Ah, there you are, @${bob.username}.`);
  await hears(b, `Ah, there you are, @${bob.username}.`);
  await phone.stands(room.id, { mentions: 1 });
  b.read(1_000_000);
  for (const one of [phone, laptop]) await one.stands(room.id, { unread: 0, mentions: 0 });
  expect(laptop.notifications).toHaveLength(1);
});

test("the example's bot signs in, joins and answers, and a webhook posts", async () => {
  const ann = somebody(STORM + 8);
  const room = await makeRoom(ann, "Machines");
  const username = `np_${Date.now().toString(36)}`;
  const bot = await get<BotWithSecret>(ann, "/api/v1/me/bots", "POST", { username });
  const a = enter(ann, room.id);
  await isHere(a);
  const child: ChildProcess = spawn(
    process.execPath,
    [join(ROOT, "examples/chat-bot.ts"), stack.url, bot.user_id, room.id],
    { env: { ...process.env, BOT_SECRET: bot.secret }, stdio: "inherit" },
  );
  closing.push(() => child.kill("SIGKILL"));
  await until(
    async () => a.events.find(({ what }) => what === "member.joined" && a.events.length > 1),
    "the bot",
    { timeout_ms: 30_000 },
  );
  const answers = async () => {
    const page = await get<{ messages: ChatMessage[] }>(ann, `/chat/rooms/${room.id}/messages`);
    return page.messages.filter(({ author }) => author.user_id === bot.user_id);
  };
  let n = 0;
  // It hears what is said after its hello, which comes some time after it has joined.
  await until(
    async () => {
      a.send(`np-${++n}`, "!np");
      return (await answers()).length > 0 || undefined;
    },
    "the bot's answer",
    { timeout_ms: 30_000, every_ms: 2_500 },
  );
  expect((await answers())[0]).toMatchObject({ author: { username, is_bot: true } });

  const hook = await get<{ url: string }>(ann, `/api/v1/rooms/${room.id}/webhooks`, "POST", {
    name: "Builds",
  });
  const post = () =>
    fetch(new URL(hook.url, stack.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id: "build-12", body: "Build 12 is green" }),
    });
  const [first, second] = [await post(), await post()];
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(await first.json()).toEqual(await second.json());
  await hears(a, "Build 12 is green");
  expect(a.events.filter(({ body }) => body === "Build 12 is green")).toHaveLength(1);
});
