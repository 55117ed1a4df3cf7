import { newId } from "@veza/core/ids";
import { expect, test } from "vitest";
import { type Acked, deliveryFaults, type Seen, type SeenEvent } from "./delivery-check.ts";

const ids = Array.from({ length: 20 }, () => newId("message"));
const event = (seq: number): SeenEvent => ({
  seq,
  what: `${ids[seq]} m${seq}`,
  message_id: ids[seq] ?? "",
  body: `m${seq}`,
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
const faults = (spoil: (events: SeenEvent[], acked: Acked[]) => void, of = 1) => {
  const { clients, acked } = good();
  spoil(clients[of]!.events, acked);
  return deliveryFaults(clients, acked, 18);
};

test("the checker is silent where all is well", () => {
  expect(faults(() => undefined)).toEqual([]);
});

test.each<[string, (events: SeenEvent[], acked: Acked[]) => void, number]>([
  ["one is lost", (events) => void events.splice(4, 1), 1],
  ["one is doubled", (events) => void events.splice(4, 0, events[4]!), 1],
  ["two are swapped", (events) => void events.splice(4, 2, events[5]!, events[4]!), 1],
  ["the last is missing", (events) => void events.pop(), 1],
  [
    "one is another's",
    (events) => void events.splice(4, 1, { ...event(12), seq: events[4]!.seq } as SeenEvent),
    1,
  ],
  [
    "a message is there twice",
    (events) => void events.splice(6, 1, { ...event(3), seq: events[6]!.seq } as SeenEvent),
    0,
  ],
  ["an acknowledged one is lost", (_, acked) => void acked.push({ body: "x", seq: 7, message_id: "y" }), 0],
  ["an acknowledged one is elsewhere", (_, acked) => void Object.assign(acked[0]!, { seq: 4 }), 0],
])("it notices that %s", (_name, spoil, of) => {
  expect(faults(spoil, of)).not.toEqual([]);
});
