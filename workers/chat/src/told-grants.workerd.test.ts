import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test } from "vitest";
import type { ChatEnv } from "./env.ts";
import { closeAll, roomIn } from "./testing/room-in-workerd.ts";

const bindings = env as unknown as ChatEnv;
afterEach(closeAll);

const track = (end: string) => `trk_01h455vb4pex5vsknk084sn0${end}`;
/** Its card comes with a picture behind somebody's grant; the other's is open to all. */
const PRIVATE = track("0g");
const PUBLIC = track("0p");
const link = (id: string) => `http://localhost:8787/tracks/${id}`;

/** Every string of a frame, however deep. */
const stringsOf = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(stringsOf)
      : [];

test("a room tells nobody an address with somebody's rights in it: cards, files, pins, search, history, pictures, inboxes", async () => {
  const room = await roomIn(bindings, { relay_after: 1 });
  const told: { t: string }[] = [];
  const hear = (socket: WebSocket) =>
    socket.addEventListener("message", ({ data }) => void told.push(JSON.parse(String(data))));
  const enter = async (user: string) => {
    const member = await room.socketOf(user);
    hear(member.socket);
    await member.hello();
    return member;
  };
  const a = await enter(room.owner);
  const b = await enter(await room.joined());
  expect(b.relay).toBeGreaterThan(0);
  const inbox = await room
    .inboxOf(b.user)
    .fetch("http://inbox/", { headers: { upgrade: "websocket", "x-veza-unread": "0" } });
  if (inbox.webSocket === null) throw new Error("no socket");
  hear(inbox.webSocket);
  inbox.webSocket.accept();

  const sent = await a.ask({
    t: "message.send",
    body: `Listen @${b.user.slice(-4)} ${link(PRIVATE)} ${link(PUBLIC)}`,
    attachments: [newId("attachment")],
  });
  if (sent.t !== "ack" || !sent.message_id) throw new Error(JSON.stringify(sent));
  const { message_id } = sent;
  expect((await b.event("message.cards")).cards).toMatchObject([
    { id: PRIVATE, image_url: null },
    { id: PUBLIC, image_url: `/stream/hls/public/${PUBLIC}/a1/600.jpg` },
  ]);
  expect(await a.code({ t: "message.edit", message_id, body: `Once more ${link(PRIVATE)}` })).toBe("ack");
  await b.event("message.edited");
  expect(await b.code({ t: "reaction.add", message_id, emoji: "🔥" })).toBe("ack");
  expect(await b.code({ t: "message.send", body: link(PRIVATE), reply_to: message_id })).toBe("ack");
  expect(await a.code({ t: "pin.set", message_id, pinned: true })).toBe("ack");
  expect(await a.code({ t: "room.set", avatar: newId("attachment") })).toBe("ack");
  await b.event("room.updated");
  await evictDurableObject(room.object());
  const message_ids = [message_id];
  for (const [ask, answer] of [
    [{ t: "history.get", before_seq: null, limit: 50 }, "history"],
    [{ t: "search", query: "once more", limit: 5 }, "found"],
    [{ t: "messages.get", message_ids }, "messages"],
    [{ t: "pins.get" }, "pins"],
    [{ t: "members.get", limit: 50 }, "members"],
    [{ t: "message.edits", message_id }, "edits"],
  ] as const)
    expect(await a.code(ask)).toBe(answer);
  // Who comes later gets it all from what is stored.
  await enter(await room.joined());

  const types = new Set(told.map(({ t }) => t));
  for (const type of [
    "welcome",
    "batch",
    "history",
    "found",
    "messages",
    "pins",
    "members",
    "edits",
    "state",
  ])
    expect(types).toContain(type);
  const addresses = told.flatMap(stringsOf).filter((text) => text.startsWith("/"));
  expect(addresses.length).toBeGreaterThan(3);
  // Files are asked for the right to read the room when they are fetched; an address by itself opens nothing.
  const open = new RegExp(
    `^(/api/v1/attachments/att_[0-9a-z]+/(original|thumbnail)|/stream/hls/public/${PUBLIC}/a1/600\\.jpg)$`,
  );
  expect(addresses.filter((address) => !open.test(address))).toEqual([]);
  expect(JSON.stringify(told)).not.toContain("g1.of-somebody");
});
