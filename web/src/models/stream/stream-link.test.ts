import { CLOSE } from "@veza/contracts/ws/close";
import { describe, expect, test } from "vitest";
import { fakeNetwork, ready } from "../../testing/fake-stream.ts";
import { type LinkDeps, StreamLink } from "./stream-link.ts";

function setUp(change: Partial<LinkDeps> = {}) {
  const net = fakeNetwork();
  const downs: [number, boolean][] = [];
  const frames: string[] = [];
  const media: number[] = [];
  const timed: [number, number][] = [];
  let position = 0;
  const link = new StreamLink({
    ...net.link,
    query: () => ({ position: String(position) }),
    onFrame: ({ t }) => frames.push(t),
    onMedia: ({ segment }) => media.push(segment),
    onTimed: (bytes, ms) => timed.push([bytes, ms]),
    onDown: (failures, isFinal) => downs.push([failures, isFinal]),
    ...change,
  });
  link.connect();
  const moveTo = (seconds: number) => {
    position = seconds;
  };
  return { ...net, link, downs, frames, media, timed, moveTo };
}

describe("the stream's socket", () => {
  test("sends nothing before session.ready and hands on what comes", () => {
    const { link, last, frames, media } = setUp();
    expect(link.send({ t: "play" })).toBe(false);
    last().says(ready());
    expect(link.send({ t: "play" })).toBe(true);
    last().sends({ segment: 7 });
    last().on.message("no json");
    last().on.message('{"t":"of.the.future"}');
    last().on.bytes(new ArrayBuffer(3));
    expect([frames, media, last().of("play").length]).toEqual([["session.ready"], [7], 1]);
  });

  test("measures from `sending` to the arrival of the bytes", () => {
    const { last, clock, timed } = setUp();
    last().says(ready());
    last().says({ t: "sending", bytes: 50_000 });
    clock.pass(80);
    last().sends({}, 50_000);
    last().sends({}, 50_000);
    expect(timed).toEqual([[50_000, 80]]);
  });

  test("comes back after a random share of a growing limit, with the query of that moment", () => {
    const { last, sockets, clock, moveTo } = setUp();
    last().says(ready());
    moveTo(42);
    last().breaks();
    clock.pass(499);
    expect(sockets).toHaveLength(1);
    clock.pass(1);
    expect(sockets).toHaveLength(2);
    expect(last().query).toEqual({ position: "42" });
    last().breaks();
    clock.pass(999);
    expect(sockets).toHaveLength(2);
    clock.pass(1);
    expect(sockets).toHaveLength(3);
  });

  test("counts failures in a row; a socket that held for ten seconds was a good one", () => {
    const { last, clock, downs } = setUp();
    last().breaks();
    clock.pass(500);
    last().breaks();
    clock.pass(1_000);
    last().says(ready());
    last().breaks();
    clock.pass(500);
    last().says(ready());
    clock.pass(10_001);
    last().breaks();
    expect(downs).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [1, false],
    ]);
  });

  test.each([CLOSE.forbidden, CLOSE.unsupported_protocol, CLOSE.rate_limited])(
    "stays away after %i",
    (code) => {
      const { last, clock, sockets, downs } = setUp();
      last().breaks(code);
      clock.pass(600_000);
      expect([sockets.length, downs]).toEqual([1, [[1, true]]]);
    },
  );

  test("renews the session once when its token has ended, which is no failure", async () => {
    const { last, clock, sockets, downs } = setUp();
    last().breaks(CLOSE.token_expired);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    clock.pass(0);
    expect([sockets.length, downs]).toEqual([2, [[0, false]]]);
    last().breaks(CLOSE.unauthenticated);
    clock.pass(600_000);
    expect([sockets.length, downs.at(-1)]).toEqual([2, [1, true]]);
  });

  test("is over when the session cannot be renewed", async () => {
    const { last, clock, sockets, downs } = setUp({ renew: () => Promise.resolve(false) });
    last().breaks(CLOSE.unauthenticated);
    await new Promise((resolve) => setImmediate(resolve));
    clock.pass(600_000);
    expect([sockets.length, downs.at(-1)]).toEqual([1, [0, true]]);
  });

  test("beats every 30 s, and gives up a socket that was silent for 60 s", () => {
    const { last, clock, sockets, downs } = setUp();
    last().says(ready());
    clock.pass(31_000);
    expect(last().of("heartbeat")).toHaveLength(1);
    last().says({ t: "heartbeat", server_time_ms: 1 });
    clock.pass(59_000);
    expect(sockets).toHaveLength(1);
    clock.pass(6_000);
    expect([sockets.length, downs.length]).toEqual([2, 1]);
  });

  test("does not come back once it is closed", () => {
    const { link, last, clock, sockets } = setUp();
    last().says(ready());
    link.close();
    last().breaks();
    clock.pass(600_000);
    expect([sockets.length, link.isUp]).toEqual([1, false]);
  });

  test("says so when sockets are not possible", () => {
    const { downs } = setUp({
      open: () => {
        throw new Error("refused by the page's policy");
      },
    });
    expect(downs).toEqual([[1, true]]);
  });
});
