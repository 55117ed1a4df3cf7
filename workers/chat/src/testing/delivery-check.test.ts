import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import { newId } from "@veza/core/ids";
import { expect, test } from "vitest";
import { type Acked, deliveryFaults, type Seen } from "./delivery-check.ts";

const author = { user_id: newId("user"), username: "ann", avatar_url: null };
const at = "2026-11-22T10:00:00.000Z";
const ids = Array.from({ length: 20 }, () => newId("message"));
const event = (seq: number): ChatEvent => ({
  t: "message.new",
  seq,
  at,
  message: {
    id: ids[seq] ?? "",
    seq,
    author,
    body: `m${seq}`,
    reply_to: null,
    at,
    edited_at: null,
    deleted: false,
    pinned: false,
    thread_id: null,
    thread_count: 0,
    mentions: [],
    mentions_room: false,
    attachments: [],
    cards: [],
    reactions: [],
  },
});
const good = () => {
  const events = (from: number) => Array.from({ length: 19 - from }, (_, i) => event(from + i));
  const clients: Seen[] = [
    { name: "a", events: events(1) },
    { name: "b", events: events(5) },
  ];
  const acked: Acked[] = [3, 9, 18].map((seq) => ({ body: `m${seq}`, seq, message_id: ids[seq] ?? "" }));
  return { clients, acked };
};
const faults = (spoil: (events: ChatEvent[], acked: Acked[]) => void, of = 1) => {
  const { clients, acked } = good();
  spoil(clients[of]!.events, acked);
  return deliveryFaults(clients, acked, 18);
};

test("the checker is silent where all is well", () => {
  expect(faults(() => undefined)).toEqual([]);
});

test.each<[string, (events: ChatEvent[], acked: Acked[]) => void, number]>([
  ["one is lost", (events) => void events.splice(4, 1), 1],
  ["one is doubled", (events) => void events.splice(4, 0, events[4]!), 1],
  ["two are swapped", (events) => void events.splice(4, 2, events[5]!, events[4]!), 1],
  ["the last is missing", (events) => void events.pop(), 1],
  [
    "one is another's",
    (events) => void events.splice(4, 1, { ...event(12), seq: events[4]!.seq } as ChatEvent),
    1,
  ],
  [
    "a message is there twice",
    (events) => void events.splice(6, 1, { ...event(3), seq: events[6]!.seq } as ChatEvent),
    0,
  ],
  ["an acknowledged one is lost", (_, acked) => void acked.push({ body: "x", seq: 7, message_id: "y" }), 0],
  ["an acknowledged one is elsewhere", (_, acked) => void Object.assign(acked[0]!, { seq: 4 }), 0],
])("it notices that %s", (_name, spoil, of) => {
  expect(faults(spoil, of)).not.toEqual([]);
});
