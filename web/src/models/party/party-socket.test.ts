import { CLOSE } from "@veza/contracts/ws/close";
import type { PartyServerFrame } from "@veza/contracts/ws/party";
import { describe, expect, test } from "vitest";
import { sampleId } from "../../testing/sample-track.ts";
import { PartySocket } from "./party-socket.ts";

const PARTY = sampleId("pty", 1);
const HOST = sampleId("usr", 1);

function welcome(): PartyServerFrame {
  return {
    t: "welcome",
    party: { id: PARTY, name: "Friday", host: HOST, room_id: null },
    you: { user_id: HOST, username: "host", role: "host" },
    timeline: {
      item_id: null,
      track_id: null,
      duration_ms: 0,
      playing: false,
      position_ms: 0,
      at_server_ms: 0,
      started_at_server_ms: null,
      rate: 1,
      revision: 1,
    },
    queue: [],
    members: [],
    member_count: 1,
    server_time_ms: 0,
  };
}

/**
 * A socket whose other end, clock and timers are the test's. The server's date is `skew` ahead of this
 * computer's clock.
 */
function stage({ skew = 0, delayMs = 20, lives = true } = {}) {
  let now = 1_000;
  let jobs: { at: number; work: () => void }[] = [];
  const after = (ms: number, work: () => void) => {
    const job = { at: now + ms, work };
    jobs.push(job);
    return () => {
      jobs = jobs.filter((it) => it !== job);
    };
  };
  const run = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const due = jobs.filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      jobs = jobs.filter((it) => it !== due);
      now = Math.max(now, due.at);
      due.work();
    }
    now = end;
  };
  const opened: { drop(code: number): void; say(frame: object | string): void; closed: number[] }[] = [];
  const frames: PartyServerFrame[] = [];
  const downs: (number | null)[] = [];
  const sent: string[] = [];
  const world = { isMute: false, renewals: 0 };
  const socket = new PartySocket({
    open(on) {
      let isOpen = false;
      const say = (frame: object | string) => {
        const text = typeof frame === "string" ? frame : JSON.stringify(frame);
        after(delayMs, () => isOpen && on.message(text));
      };
      const drop = (code: number) => {
        isOpen = false;
        on.close(code, "");
      };
      const closed: number[] = [];
      opened.push({ drop, say, closed });
      after(delayMs, () => {
        isOpen = true;
        on.open();
      });
      return {
        get isOpen() {
          return isOpen;
        },
        send(text) {
          sent.push(text);
          const frame: unknown = JSON.parse(text);
          if (world.isMute || typeof frame !== "object" || frame === null) return;
          const client_time_ms: unknown = Reflect.get(frame, "client_time_ms");
          if (typeof client_time_ms !== "number") return;
          after(delayMs, () => say({ t: "pong", client_time_ms, server_time_ms: Math.floor(now + skew) }));
        },
        close(code) {
          closed.push(code);
          isOpen = false;
        },
      };
    },
    renew: async () => {
      world.renewals += 1;
      return lives;
    },
    onFrame: (frame) => void frames.push(frame),
    onDown: (final) => void downs.push(final),
    now: () => now,
    after,
    random: () => 0.5,
    isHidden: () => false,
    isOnline: () => true,
    watch: () => () => {},
  });
  socket.connect();
  return { socket, run, opened, frames, downs, sent, world, now: () => now };
}

/** Lets promises that are settled go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the server's clock", () => {
  test.each([0, 9 * 3_600_000, -31 * 3_600_000])("is known to some ms with a date %d ms off", (skew) => {
    const { socket, run, now } = stage({ skew });
    expect(socket.serverTime()).toBeNull();
    run(3_000);
    expect(Math.abs((socket.serverTime() ?? Number.NaN) - (now() + skew))).toBeLessThan(2);
  });

  test("pings are dense at first and sparse later; pongs are no frames of the party", () => {
    const { run, sent, frames } = stage();
    run(1_000);
    expect(sent.length).toBeGreaterThanOrEqual(5);
    run(60_000);
    const before = sent.length;
    run(60_000);
    expect(sent.length - before).toBeLessThanOrEqual(7);
    expect(frames).toEqual([]);
  });
});

describe("coming back", () => {
  test("after a restart of the server, later each time it fails, at once quicker after a welcome", async () => {
    const { run, opened, downs, frames } = stage();
    run(100);
    opened[0]?.say(welcome());
    run(100);
    expect(frames).toHaveLength(1);
    for (let i = 0; i < 4; i += 1) {
      opened.at(-1)?.drop(CLOSE.server_restart);
      await turn();
      run(500 * 2 ** i + 10);
      expect(opened).toHaveLength(i + 2);
    }
    opened.at(-1)?.say(welcome());
    run(100);
    opened.at(-1)?.drop(1006);
    await turn();
    run(510);
    expect(opened).toHaveLength(6);
    expect(downs.every((it) => it === null)).toBe(true);
  });

  test.each([CLOSE.not_found, CLOSE.rate_limited, CLOSE.forbidden])("not after %d", async (code) => {
    const { run, opened, downs } = stage();
    run(100);
    opened[0]?.drop(code);
    await turn();
    run(60_000);
    expect(opened).toHaveLength(1);
    expect(downs).toEqual([code]);
  });

  test("an ended token is renewed once, without a wait; a dead session is the end", async () => {
    const one = stage();
    one.run(100);
    one.opened[0]?.drop(CLOSE.token_expired);
    await turn();
    one.run(1);
    expect([one.opened.length, one.world.renewals]).toEqual([2, 1]);
    one.opened[1]?.drop(CLOSE.unauthenticated);
    await turn();
    expect(one.downs.at(-1)).toBe(CLOSE.unauthenticated);

    const dead = stage({ lives: false });
    dead.run(100);
    dead.opened[0]?.drop(CLOSE.token_expired);
    await turn();
    dead.run(10_000);
    expect(dead.opened).toHaveLength(1);
    expect(dead.downs).toEqual([null, CLOSE.token_expired]);
  });

  test("a connection that answers nothing any more is given up", async () => {
    const { run, opened, world } = stage();
    run(5_000);
    world.isMute = true;
    run(45_000);
    await turn();
    expect(opened[0]?.closed).toEqual([4000]);
    run(2_000);
    expect(opened.length).toBeGreaterThan(1);
  });

  test("not once it was closed", async () => {
    const { socket, run, opened } = stage();
    run(100);
    socket.close();
    expect(opened[0]?.closed).toEqual([1000]);
    await turn();
    run(60_000);
    expect(opened).toHaveLength(1);
    expect(socket.send({ t: "play" })).toBe(false);
  });
});

test("noise and frames of a newer server are passed over", () => {
  const { run, opened, frames } = stage();
  run(100);
  for (const noise of ["", "{", "[]", '{"t":"confetti"}', '{"t":"welcome"}']) opened[0]?.say(noise);
  opened[0]?.say(welcome());
  run(100);
  expect(frames.map((frame) => frame.t)).toEqual(["welcome"]);
});
