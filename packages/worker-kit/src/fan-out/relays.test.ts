import { expect, test } from "vitest";
import { createRelayBook } from "./relays.ts";
import { objectName, readSeat, relayAnswer, relayOf, SeatRequest, seatHeaders } from "./wire.ts";

/** A primary object's book over relays that are plain objects. */
function book(opened: { n: number; region: string }[] = [], areAsked = true) {
  const clock = { now: 1_000_000 };
  const sockets = new Map<number, number>();
  /** What relays really hold. */
  const held = new Map<number, number>();
  const away = new Set<number>();
  const told: string[] = [];
  const asked: number[] = [];
  const missed: number[] = [];
  const saved: string[] = [];
  const work: Promise<unknown>[] = [];
  const relays = createRelayBook<string>(
    {
      opened,
      saveOpened: (n, region) => void saved.push(`${n} ${region}`),
      sockets: (place) => sockets.get(place) ?? 0,
      deliver: async (n, region, delivery) => {
        if (away.has(n)) throw new Error("away");
        told.push(`${n} ${region} ${delivery}`);
        return held.get(n) ?? 0;
      },
      reconcile: async (n) => {
        asked.push(n);
        sockets.set(n, held.get(n) ?? 0);
      },
      onMissed: (n) => void missed.push(n),
      now: () => clock.now,
      background: (_what, one) => void work.push(one.catch(() => undefined)),
    },
    areAsked,
  );
  const settle = async () => {
    while (work.length > 0) await Promise.all(work.splice(0));
  };
  return { relays, clock, sockets, held, away, told, asked, missed, saved, settle };
}

test("a relay that is opened is known at once and stored, and gets what is told to all when somebody sits there", async () => {
  const it = book();
  expect(it.relays.place(2, 2, "weur")).toMatchObject({ place: "relay", n: 1, isNew: true });
  expect(it.relays.place(2, 2, "weur")).toMatchObject({ n: 1, isNew: false });
  expect(it.saved).toEqual(["1 weur"]);
  it.relays.sendAll("nobody");
  it.sockets.set(1, 3).set(0, 2);
  it.held.set(1, 3);
  it.relays.sendAll("all");
  await it.settle();
  expect(it.told).toEqual(["1 weur all"]);
  expect([it.relays.total(), it.relays.most()]).toEqual([5, 3]);
});

test("a relay whose count differs is asked for its people, once in ten seconds at most", async () => {
  const it = book([{ n: 1, region: "weur" }]);
  it.sockets.set(1, 3);
  it.held.set(1, 1);
  it.relays.sendAll("a");
  await it.settle();
  expect([it.asked, it.sockets.get(1)]).toEqual([[1], 1]);
  it.held.set(1, 2);
  it.relays.sendAll("b");
  await it.settle();
  expect(it.asked).toEqual([1]);
  it.clock.now += 10_000;
  it.relays.sendAll("c");
  await it.settle();
  expect(it.asked).toEqual([1, 1]);
});

test("one that does not answer is named, the others get what is told; it may be left out", async () => {
  const it = book([
    { n: 1, region: "weur" },
    { n: 2, region: "apac" },
  ]);
  for (const n of [1, 2]) {
    it.sockets.set(n, 1);
    it.held.set(n, 1);
  }
  it.away.add(1);
  it.relays.sendAll("a");
  await it.settle();
  expect([it.told, it.missed]).toEqual([["2 apac a"], [1]]);
  it.relays.sendAll("b", (n) => n === 1);
  await it.settle();
  expect(it.missed).toEqual([1]);
});

test("where the books begin empty, each relay of an earlier life is told and asked, whatever it is said to hold", async () => {
  const it = book([{ n: 1, region: "weur" }], false);
  it.held.set(1, 4);
  it.relays.sendAll("a");
  await it.settle();
  expect([it.told, it.asked, it.sockets.get(1)]).toEqual([["1 weur a"], [1], 4]);
  it.relays.sendAll("b");
  await it.settle();
  expect(it.asked).toEqual([1]);
});

test("who takes a seat goes through a header whole, names of any script too; the answer names the relay", () => {
  const asked = { user_id: "usr_01h455vb4pex5vsknk084sn02q", place: 0, region: "weur", username: "žofie 🎶" };
  const schema = SeatRequest.loose();
  expect(readSeat(schema, new Headers(seatHeaders(asked)))).toEqual(asked);
  expect(() => readSeat(schema, new Headers())).toThrow();
  expect(relayOf(relayAnswer(7, "apac"))).toEqual({ n: 7, region: "apac" });
  expect(relayOf(new Response(null, { status: 421 }))).toBeNull();
  expect(relayOf(new Response())).toBe("here");
  expect([objectName("x", 0), objectName("x", 2)]).toEqual(["x", "x/relay/2"]);
});
