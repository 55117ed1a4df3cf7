import type { PartyServerFrame } from "@veza/contracts/ws/party";
import { expect, test } from "vitest";
import type { Seat } from "./seat.ts";
import { createSocketHandler, type FrameTarget } from "./socket-handler.ts";

function seat(n = 0) {
  const sent: PartyServerFrame[] = [];
  const closes: number[] = [];
  const value: Seat = {
    who: {
      sid: `s${n}`,
      user_id: `usr_01h455vb4pex5vsknk084sn0${n}q`,
      username: "x",
      party_id: "p",
      place: 0,
      region: "weur",
      isWelcome: true,
      seen_ms: 0,
    },
    send: (text) => void sent.push(JSON.parse(String(text))),
    close: (code) => void closes.push(code),
    pinged_ms: () => null,
    seen_ms: () => value.who.seen_ms,
    mark(who) {
      value.who = who;
    },
  };
  return { seat: value, sent, closes };
}
function target() {
  const reactions: object[] = [];
  const value: FrameTarget = {
    command: async (_, frame) => (frame.id === undefined ? null : { t: "ack", re: frame.id }),
    react: (counts) => void reactions.push(counts),
  };
  return { value, reactions };
}

test("a ping is answered with the client's own number and the server's time", async () => {
  const { seat: one, sent } = seat();
  await createSocketHandler(() => 1234).receive(one, '{"t":"ping","client_time_ms":5.5}', target().value);
  expect(sent).toEqual([{ t: "pong", client_time_ms: 5.5, server_time_ms: 1234 }]);
});

test.each([
  [9, 0],
  [30, 1],
  [100, 1],
  [1000, 1],
])("a client that sends %d frames a second for ten seconds is closed: %d", async (rate, closed) => {
  let now = 0;
  const handler = createSocketHandler(() => now);
  const { seat: one, closes, sent } = seat();
  for (let i = 0; i < rate * 10 && closes.length === 0; i++) {
    now = (i * 1000) / rate;
    await handler.receive(one, '{"t":"play"}', target().value);
  }
  expect(closes).toEqual(closed === 1 ? [4429] : []);
  expect(sent.every((frame) => frame.t === "error" && frame.code === "rate_limited")).toBe(true);
});

test("what one socket wastes is no other's, and a socket that is gone is forgotten", async () => {
  const handler = createSocketHandler(() => 0);
  const [bad, good] = [seat(1), seat(2)];
  for (let i = 0; i < 200; i++) await handler.receive(bad.seat, "noise", target().value);
  expect(bad.closes[0]).toBe(4429);
  await handler.receive(good.seat, '{"t":"pause","id":"1"}', target().value);
  expect(good.sent).toEqual([{ t: "ack", re: "1" }]);
  handler.forget(bad.seat, true);
  await handler.receive(bad.seat, '{"t":"pause","id":"2"}', target().value);
  expect(bad.sent.at(-1)).toEqual({ t: "ack", re: "2" });
});

test("five reactions a second of one member, over all of its devices", async () => {
  let now = 0;
  const handler = createSocketHandler(() => now);
  const [{ value: party, reactions }, one, other] = [target(), seat(3), seat(3)];
  const react = (device: typeof one) => handler.receive(device.seat, '{"t":"reaction","emoji":"🔥"}', party);
  for (let i = 0; i < 5; i++) for (const device of [one, other]) await react(device);
  expect(reactions).toHaveLength(5);
  now = 1000;
  for (let i = 0; i < 10; i++) await react(one);
  expect(reactions).toHaveLength(10);
});

test("a socket that says nothing is found, one that pings is not, whatever else was forgotten", async () => {
  let now = 0;
  const [quiet, lively] = [seat(1), seat(2)];
  for (; now <= 200_000; now += 10_000)
    await createSocketHandler(() => now).receive(
      lively.seat,
      '{"t":"ping","client_time_ms":1}',
      target().value,
    );
  expect(createSocketHandler(() => now).silent([quiet.seat, lively.seat])).toEqual([quiet.seat]);
  expect(createSocketHandler(() => 100_000).silent([quiet.seat])).toEqual([]);
});
