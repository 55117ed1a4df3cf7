import { CLOSE } from "@veza/contracts/ws/close";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { handClock, settled } from "../../testing/hand-clock.ts";
import { createLiveSocket, type Down, type LiveHints, type LiveProtocol } from "./live-socket.ts";
import type { WireEvents } from "./wire.ts";

const Frame = z.object({ t: z.enum(["welcome", "word"]), n: z.number().optional() });
type Frame = z.infer<typeof Frame>;

/** Random numbers that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A live socket whose other end, clock, network, reader and chance are the test's. */
function stage({
  random = () => 0.5,
  renew = async () => true,
  clock = handClock(),
  ...change
}: {
  random?: () => number;
  renew?: () => Promise<boolean>;
  clock?: ReturnType<typeof handClock>;
} & Partial<LiveProtocol<Frame>> = {}) {
  const wires: { on: WireEvents; closed: number[]; sent: string[]; isOpen: boolean; at: number }[] = [];
  const frames: Frame[] = [];
  const downs: Down[] = [];
  const world = { isOnline: true, isHidden: false, renewals: 0, beats: 0 };
  let hints: LiveHints | null = null;
  const socket = createLiveSocket<Frame>(
    {
      renew: () => {
        world.renewals += 1;
        return renew();
      },
      now: clock.now,
      after: clock.after,
      random,
      isHidden: () => world.isHidden,
      isOnline: () => world.isOnline,
      watch(on) {
        hints = on;
        return () => {
          hints = null;
        };
      },
    },
    {
      open(on) {
        const wire = {
          on,
          closed: [] as number[],
          sent: [] as string[],
          isOpen: false,
          at: clock.now(),
          send: (text: string) => void wire.sent.push(text),
          close(code: number) {
            wire.isOpen = false;
            wire.closed.push(code);
          },
        };
        wires.push(wire);
        return wire;
      },
      frames: Frame,
      isWelcome: ({ t }) => t === "welcome",
      onFrame: (frame) => void frames.push(frame),
      onDown: (down) => void downs.push(down),
      beat() {
        world.beats += 1;
        return 10_000;
      },
      silentMs: 25_000,
      whenOffline: "drop",
      ...change,
    },
  );
  const last = () => {
    const wire = wires.at(-1);
    if (!wire) throw new Error("Nothing was opened.");
    return wire;
  };
  const opens = () => {
    last().isOpen = true;
    last().on.open();
  };
  const says = (frame: Frame, wire = last()) => wire.on.message(JSON.stringify(frame));
  const enters = () => {
    opens();
    says({ t: "welcome" });
  };
  const drops = async (code = 1006) => {
    last().isOpen = false;
    last().on.close(code, "");
    await settled();
  };
  const tell = (hint: keyof LiveHints) => hints?.[hint]();
  socket.connect();
  return { socket, clock, wires, last, frames, downs, world, opens, says, enters, drops, tell };
}

describe("a lost connection", () => {
  test("comes back after a random share of a limit that doubles, and quickly again after a welcome", async () => {
    const { clock, wires, drops, enters } = stage();
    enters();
    for (const wait of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
      const before = wires.length;
      await drops();
      await clock.run(wait - 1);
      expect(wires).toHaveLength(before);
      await clock.run(1);
      expect(wires).toHaveLength(before + 1);
    }
    enters();
    await drops(CLOSE.server_restart);
    await clock.run(500);
    expect(wires).toHaveLength(9);
  });

  test("does not count as held before the server's welcome: 1006 before it is open, and open without a word", async () => {
    const { clock, wires, drops, opens } = stage();
    await drops(1006);
    await clock.run(500);
    opens();
    await drops(1006);
    await clock.run(999);
    expect(wires).toHaveLength(2);
    await clock.run(1);
    expect(wires).toHaveLength(3);
  });

  test("a restarted server does not get everybody at once", async () => {
    const random = seeded(7);
    const clock = handClock();
    const pages = Array.from({ length: 400 }, () => stage({ random, clock }));
    for (const { enters } of pages) enters();
    const fell = clock.now();
    for (const { drops } of pages) await drops(CLOSE.server_restart);
    await clock.run(1_000);
    const tenths = Array<number>(10).fill(0);
    for (const { wires, last } of pages) {
      expect(wires).toHaveLength(2);
      const tenth = Math.min(9, Math.floor((last().at - fell) / 100));
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Forty each on the average: no moment without, none with twice as many.
    expect(Math.min(...tenths)).toBeGreaterThan(15);
    expect(Math.max(...tenths)).toBeLessThan(80);
  });

  test("a hidden page waits four times as long, and not at all once it is looked at", async () => {
    const { clock, wires, drops, enters, world, tell } = stage();
    enters();
    world.isHidden = true;
    await drops();
    await clock.run(1_999);
    tell("back");
    expect(wires).toHaveLength(1);
    world.isHidden = false;
    tell("back");
    expect(wires).toHaveLength(2);
    await clock.run(60_000);
    expect(wires[1]?.closed).toEqual([4000]);
  });
});

describe("without a network", () => {
  test("what is open is given up at once; nothing is tried until it is back, also while hidden", async () => {
    const { clock, wires, downs, enters, world, tell, last } = stage();
    enters();
    world.isOnline = false;
    tell("gone");
    expect([last().closed, downs.length]).toEqual([[4000], 1]);
    await clock.run(600_000);
    expect(wires).toHaveLength(1);
    world.isHidden = true;
    world.isOnline = true;
    tell("back");
    expect(wires).toHaveLength(2);
  });

  test("what lives on a buffer keeps its connection and goes on trying", async () => {
    const { clock, wires, downs, enters, drops, world, tell } = stage({ whenOffline: "keep" });
    enters();
    world.isOnline = false;
    tell("gone");
    expect(downs).toEqual([]);
    await drops();
    await clock.run(500);
    expect(wires).toHaveLength(2);
  });
});

describe("a session", () => {
  test.each([CLOSE.token_expired, CLOSE.unauthenticated])(
    "is renewed once after %i, without a wait",
    async (code) => {
      const { clock, wires, downs, enters, opens, drops, world } = stage();
      enters();
      await drops(code);
      await clock.run(0);
      expect([wires.length, world.renewals]).toEqual([2, 1]);
      expect(downs).toEqual([{ code, reason: "", isFinal: false, isFault: false }]);
      opens();
      await drops(CLOSE.unauthenticated);
      await clock.run(600_000);
      expect([wires.length, world.renewals, downs.at(-1)?.isFinal]).toEqual([2, 1, true]);
    },
  );

  test("that has ended is the end", async () => {
    const { clock, wires, downs, enters, drops, tell } = stage({ renew: async () => false });
    enters();
    await drops(CLOSE.token_expired);
    await clock.run(600_000);
    tell("back");
    expect([wires.length, downs.map(({ isFinal }) => isFinal)]).toEqual([1, [false, true]]);
  });

  test("whose renewal failed on the way may live: the next connection says", async () => {
    const { clock, wires, enters, drops } = stage({ renew: () => Promise.reject(new Error("no network")) });
    enters();
    await drops(CLOSE.token_expired);
    await clock.run(0);
    expect(wires).toHaveLength(2);
  });

  test("is not overtaken by a hint while it is being renewed", async () => {
    let finish = (_lives: boolean) => {};
    const renew = () =>
      new Promise<boolean>((resolve) => {
        finish = resolve;
      });
    const { clock, wires, enters, drops, tell } = stage({ renew });
    enters();
    await drops(CLOSE.token_expired);
    tell("back");
    expect(wires).toHaveLength(1);
    finish(true);
    await clock.run(0);
    expect(wires).toHaveLength(2);
  });

  test("signed out while it is being renewed: stays closed", async () => {
    let finish = (_lives: boolean) => {};
    const renew = () =>
      new Promise<boolean>((resolve) => {
        finish = resolve;
      });
    const { socket, clock, wires, downs, enters, drops } = stage({ renew });
    enters();
    await drops(CLOSE.token_expired);
    socket.close();
    finish(true);
    await clock.run(600_000);
    expect([wires.length, downs.length]).toEqual([1, 1]);
  });
});

describe("the end", () => {
  test.each([CLOSE.forbidden, CLOSE.not_found, CLOSE.replaced, CLOSE.too_many_sockets, CLOSE.rate_limited])(
    "after %i nothing brings it back but being asked to",
    async (code) => {
      const { socket, clock, wires, downs, enters, drops, tell } = stage();
      enters();
      await drops(code);
      await clock.run(600_000);
      tell("back");
      socket.connect();
      expect([wires.length, downs]).toEqual([1, [{ code, reason: "", isFinal: true, isFault: true }]]);
      socket.restart();
      expect(wires).toHaveLength(2);
    },
  );

  test("closed is closed for good: while open, on the way, and while waiting", async () => {
    const open = stage();
    open.enters();
    const way = stage();
    const waiting = stage();
    await waiting.drops();
    for (const { socket, clock, wires, tell } of [open, way, waiting]) {
      socket.close();
      await clock.run(600_000);
      tell("back");
      socket.connect();
      socket.restart();
      expect([wires.length, socket.send("x"), socket.isReady, socket.isTrying]).toEqual([
        1,
        false,
        false,
        false,
      ]);
    }
    expect([open.last().closed, way.last().closed, waiting.last().closed]).toEqual([[1000], [1000], []]);
  });

  test("where the page may not open any", () => {
    const { downs } = stage({
      open() {
        throw new Error("refused by the page's policy");
      },
    });
    expect(downs).toMatchObject([{ isFinal: true, isFault: true }]);
  });
});

describe("silence", () => {
  test("a connection that says nothing any more is given up, and its late words count for nothing", async () => {
    const { clock, wires, frames, downs, enters, says, drops, opens, socket } = stage();
    enters();
    await clock.run(31_000);
    expect(downs.map(({ code }) => code)).toEqual([CLOSE.heartbeat_missed]);
    expect(wires).toHaveLength(2);
    const [older] = wires;
    if (!older) throw new Error("There was none.");
    expect(older.closed).toEqual([4000]);
    opens();
    older.on.open();
    says({ t: "welcome" }, older);
    older.on.close(CLOSE.forbidden, "");
    await settled();
    expect([socket.isReady, socket.isTrying, frames.length, downs.length]).toEqual([false, true, 1, 1]);
    await drops();
    expect(downs).toHaveLength(2);
  });

  test("an opening that never ends is given up as well", async () => {
    const { clock, wires } = stage();
    await clock.run(25_002);
    expect(wires[0]?.closed).toEqual([4000]);
    await clock.run(500);
    expect(wires).toHaveLength(2);
  });

  test("one that speaks is kept, text or bytes", async () => {
    const { clock, wires, enters, says, last, world } = stage();
    enters();
    for (let i = 0; i < 20; i += 1) {
      await clock.run(12_000);
      if (i % 2) says({ t: "word" });
      else last().on.bytes(new ArrayBuffer(1));
    }
    expect([wires.length, world.beats]).toEqual([1, 25]);
  });

  test("after a sleep it has a moment to answer", async () => {
    const asleep = { ms: 0 };
    const real = handClock();
    const clock = { ...real, now: () => real.now() + asleep.ms };
    const { wires, enters, says } = stage({ clock });
    enters();
    await clock.run(9_000);
    asleep.ms = 3_600_000;
    await clock.run(1_500);
    expect(wires[0]?.closed).toEqual([]);
    says({ t: "word" });
    await clock.run(20_000);
    expect(wires[0]?.closed).toEqual([]);
    asleep.ms *= 2;
    await clock.run(21_000);
    expect(wires[0]?.closed).toEqual([4000]);
  });
});

test("noise and frames of a newer server are passed over; nothing is sent before it is open, or kept for later", async () => {
  const { socket, frames, enters, last, drops, clock } = stage();
  expect(socket.send("early")).toBe(false);
  enters();
  for (const noise of ["", "{", "[]", '{"t":"confetti"}']) last().on.message(noise);
  expect(frames).toEqual([{ t: "welcome" }]);
  expect(socket.send("now")).toBe(true);
  expect(last().sent).toEqual(["now"]);
  await drops();
  expect(socket.send("late")).toBe(false);
  await clock.run(500);
  enters();
  expect(last().sent).toEqual([]);
});
