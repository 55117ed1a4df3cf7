import { ChatEvent } from "@veza/contracts/ws/chat-room";
import { newId } from "@veza/core/ids";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { hostileTexts } from "../testing/chat-frames.ts";
import { roomInNode } from "../testing/room-in-node.ts";
import { readFrame } from "./read-frame.ts";

vi.setConfig({ testTimeout: 120_000 });

test("100,000 frames of chance and malice leave a room that adds up, evicted now and then, with a clock that jumps", () => {
  const { owner, join, room, evict, clock, sql } = roomInNode();
  const users = [owner, join(2, "ann"), join(3, "bob"), join(4, "cat")];
  // Ids of messages that will be, for they are made from the clock: the first ones are known beforehand.
  const messages: string[] = [newId("message")];
  for (let i = 0; i < 6; i++) {
    clock.now += 3_000;
    const { answer } = room().command(
      users[i % 4] ?? owner,
      { t: "message.send", id: `s${i}`, body: `m${i}` },
      clock.now,
    );
    if (answer.t === "ack" && answer.message_id !== null) messages.push(answer.message_id);
  }
  const acks = new Map<string, string>();
  const texts = fc.sample(hostileTexts(users, messages), { numRuns: 100_000, seed: 20261122 });
  texts.forEach((text, i) => {
    const user = users[(i * 7) % users.length] ?? owner;
    clock.now += i % 97 === 0 ? 5 * 60_000 : i % 89 === 0 ? -90_000 : 700;
    if (i % 501 === 0) evict();
    const reading = readFrame(text);
    if (!("frame" in reading)) return;
    const { frame } = reading;
    if (frame.t === "hello") room().welcome(user, frame.since, clock.now);
    if (frame.t === "read") room().read(user, frame.seq);
    if (!("id" in frame)) return;
    const { answer } = room().command(user, frame, clock.now);
    expect("re" in answer && answer.re).toBe(frame.id);
    if (answer.t !== "ack") return;
    // A repeated id has the same ack; no user has two for one.
    const key = `${user} ${frame.id}`;
    const ack = JSON.stringify(answer);
    if (clock.now < 1_800_000_000_000 + 86_400_000) expect(acks.get(key) ?? ack).toBe(ack);
    acks.set(key, ack);
  });
  const all = room()
    .messages.eventsAfter(0, 1_000_000, null)
    .map((event) => ChatEvent.parse(event));
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1));
  const times = all.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  const before = { ...room().data() };
  evict();
  expect(room().data()).toEqual(before);
  for (const user of users) {
    const { read_seq = 0 } = room().you(user, clock.now) ?? {};
    // Counted the slow way.
    const [row] = sql.rows<{ n: number }>(
      "select count(*) as n from messages where seq > ? and deleted_ms is null",
      read_seq,
    );
    expect(room().standing(user).unread).toBe(row?.n);
  }
  sql.rows("insert into grams (grams) values ('integrity-check')");
});
