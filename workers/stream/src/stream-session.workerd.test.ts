import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { CLOSE } from "@veza/contracts/ws/close";
import { STREAM_MAX_FRAME_BYTES, STREAM_PROTOCOL } from "@veza/contracts/ws/stream";
import { beforeAll, describe, expect, test } from "vitest";
import { createStreamApp } from "./app.ts";
import type { StreamEnv } from "./env.ts";
import { sampleObjects } from "./testing/sample-media.ts";
import { openSession } from "./testing/session-client.ts";

const bindings = env as unknown as StreamEnv & {
  API_RPC: { refuse(track: string, isRefused: boolean, life_ms?: number): Promise<void> };
};
const trackId = (n: number) => `trk_01h455vb4pex5vsknk084sn0${String(n).padStart(2, "0")}`;
const USER = "usr_01h455vb4pex5vsknk084sn02q";
let serial = 0;
const session = () => bindings.SESSIONS.get(bindings.SESSIONS.idFromName(`user-${serial++}`));

beforeAll(async () => {
  for (const n of [1, 2])
    for (const [name, body] of sampleObjects(60))
      await bindings.MEDIA.put(`hls/${trackId(n)}/v1/${name}`, body);
});

test("a visit without music leaves nothing behind, and the next one finds its tables", async () => {
  const stub = session();
  for (let visit = 0; visit < 2; visit += 1) {
    const device = await openSession(stub, USER, {});
    device.socket.close(1000);
    await expect.poll(() => runInDurableObject(stub, (_it, ctx) => ctx.getWebSockets().length)).toBe(0);
    await runDurableObjectAlarm(stub);
    const tables = () =>
      runInDurableObject(stub, (_it, { storage }) =>
        storage.sql.exec("select name from sqlite_master where name = 'session'").toArray(),
      );
    await expect.poll(tables).toEqual([]);
  }
  const device = await openSession(stub, USER, { track_id: trackId(1) });
  await device.text("session.ready");
});

describe("the handshake", () => {
  const app = createStreamApp();
  const context = {
    waitUntil: () => {},
    passThroughOnException: () => {},
    props: {},
  } as unknown as ExecutionContext;
  const handshake = async (protocols: string, headers: Record<string, string> = {}) => {
    const response = await app.fetch(
      new Request("http://localhost:8787/stream?track_id=x", {
        headers: { upgrade: "websocket", "sec-websocket-protocol": protocols, ...headers },
      }),
      env,
      context,
    );
    const socket = response.webSocket;
    if (socket === null) throw new Error("no socket");
    const closed = new Promise<number>((resolve) =>
      socket.addEventListener("close", ({ code }) => resolve(code)),
    );
    socket.accept();
    return closed;
  };

  test.each([
    ["nobody", STREAM_PROTOCOL, {}, CLOSE.unauthenticated],
    ["a forged token", `${STREAM_PROTOCOL}, bearer.abc.def.ghi`, {}, CLOSE.unauthenticated],
    ["another protocol", "something.else", {}, CLOSE.unsupported_protocol],
    [
      "a page of another site with our cookie",
      STREAM_PROTOCOL,
      { cookie: "__Host-veza_access=abc.def.ghi", origin: "https://evil.example" },
      null,
    ],
  ] as const)("%s is refused with a code that a browser can read", async (_who, protocols, headers, code) => {
    const got = await handshake(protocols, headers);
    if (code === null) expect([CLOSE.forbidden, CLOSE.unauthenticated]).toContain(got);
    else expect(got).toBe(code);
  });
});

test("the object is evicted between any two frames: the track arrives whole, each segment once, in order", async () => {
  const stub = session();
  const device = await openSession(stub, USER, { track_id: trackId(1) });
  await device.text("session.ready");
  const segments: number[] = [];
  let ended = false;
  const collect = async () => {
    // Long enough for what the frame led to: nothing is confirmed here, so one segment comes for each.
    await new Promise((resolve) => setTimeout(resolve, 30));
    for (const message of await device.settled()) {
      if ("media" in message && message.media.kind === "media") {
        segments.push(message.media.segment);
        ended ||= message.media.is_last;
      }
    }
  };
  await collect();
  // Honest reports need real time; a device that sits at the end of what it got is as far as time allows.
  for (let i = 0; i < 12 && !ended; i++) {
    await evictDurableObject(stub);
    device.send({ t: "seek", position_ms: Math.min(59_000, (segments.length - 1) * 6_000 + 2_000) });
    await collect();
  }
  expect(ended).toBe(true);
  expect(new Set(segments).size).toBe(11);
  const state = await runInDurableObject(stub, (_object, storage) =>
    storage.storage.sql.exec("select state from session").one(),
  );
  expect(JSON.parse(String(state.state))).toMatchObject({ playing: true, duration_ms: 60_000 });
});

test("two devices: play here moves the sound, also right after an eviction", async () => {
  const stub = session();
  const desk = await openSession(stub, USER, { track_id: trackId(1), device_id: "desk" });
  await desk.media();
  const phone = await openSession(stub, USER, { device_id: "phone" });
  expect(await phone.text("session.ready")).toMatchObject({ is_active: false, track: { id: trackId(1) } });
  await evictDurableObject(stub);
  phone.send({ t: "activate", id: "here" });
  expect(await phone.text("track.ready")).toMatchObject({ when: "now", track: { id: trackId(1) } });
  expect((await phone.media()).kind).toBe("init");
  expect(
    await desk.next(
      (m) => "text" in m && m.text.t === "state" && m.text.active_device_id === "phone" && m.text,
    ),
  ).toBeTruthy();
});

test("a device that comes back under its name takes the place of its old socket", async () => {
  const stub = session();
  const first = await openSession(stub, USER, { track_id: trackId(1), device_id: "desk" });
  await first.text("session.ready");
  const again = await openSession(stub, USER, {
    track_id: trackId(1),
    device_id: "desk",
    resume: "1",
    position: "10",
  });
  expect(await first.closed).toMatchObject({ code: CLOSE.replaced });
  expect(await again.text("session.ready")).toMatchObject({ is_active: true });
  expect((await again.text("devices")).devices).toHaveLength(1);
});

test("a track made private while it plays is silent when the entitlement ends", async () => {
  await bindings.API_RPC.refuse(trackId(2), false, 50);
  const stub = session();
  const device = await openSession(stub, USER, { track_id: trackId(2) });
  await device.media();
  await bindings.API_RPC.refuse(trackId(2), true);
  await new Promise((resolve) => setTimeout(resolve, 80));
  device.send({ t: "seek", position_ms: 40_000 });
  expect(await device.text("error")).toMatchObject({ code: "not_found" });
  expect((await device.settled()).some((message) => "media" in message)).toBe(false);
  await bindings.API_RPC.refuse(trackId(2), false);
});

test("the alarm sends heartbeats, and ends nothing that is alive", async () => {
  const stub = session();
  const device = await openSession(stub, USER, { track_id: trackId(1) });
  await device.text("session.ready");
  await evictDurableObject(stub);
  await runDurableObjectAlarm(stub);
  expect((await device.text("heartbeat")).server_time_ms).toBeGreaterThan(1_700_000_000_000);
});

describe("a hostile device", () => {
  test("10,000 random frames: every one answered or the socket closed, the session still plays for another", async () => {
    const stub = session();
    const types = [
      "play",
      "pause",
      "seek",
      "quality",
      "load",
      "advance",
      "skip",
      "jump",
      "activate",
      "queue.set",
      "queue.add",
      "queue.move",
      "queue.remove",
      "queue.shuffle",
      "queue.repeat",
      "volume",
      "stats",
      "ping",
      "heartbeat",
      "buffer",
      "nonsense",
    ];
    let seed = 20_261_122;
    const random = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 4_294_967_296;
    };
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    const values = [
      0,
      -1,
      1e12,
      2.5,
      "auto",
      "next",
      "end",
      null,
      true,
      "x".repeat(300),
      [],
      {},
      [{ item_id: "a", track_id: trackId(1) }],
      trackId(1),
      trackId(2),
      "a",
      30_000,
    ];
    const keys = [
      "position_ms",
      "index",
      "track_id",
      "stream",
      "to",
      "item_id",
      "items",
      "after",
      "seed",
      "repeat",
      "device_id",
      "volume",
      "buffered_ms",
      "throughput_kbps",
      "when",
      "client_time_ms",
      "item_ids",
    ];
    let sent = 0;
    while (sent < 10_000) {
      const device = await openSession(stub, USER, { device_id: `fuzz${sent}`, track_id: trackId(1) });
      let isClosed = false;
      void device.closed.then(() => {
        isClosed = true;
      });
      for (let i = 0; i < 2_500 && !isClosed; i++, sent++) {
        if (random() < 0.2) {
          const raw = pick([
            "",
            "{",
            "null",
            "[]",
            '"t"',
            '{"t":5}',
            "\u0000",
            `{"t":"play","id":${"9".repeat(80)}}`,
            "😀".repeat(50),
          ]);
          device.socket.send(random() < 0.02 ? new Uint8Array([1, 2, 3]) : raw);
          if (random() < 0.02) break;
        } else {
          const frame: Record<string, unknown> = { t: pick(types) };
          for (let k = 0; k < 3; k++) frame[pick(keys)] = pick(values);
          if (random() < 0.3) frame.id = `f${Math.floor(random() * 40)}`;
          device.send(frame);
        }
        if (i % 500 === 499) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      device.socket.close();
    }
    const honest = await openSession(stub, USER, { device_id: "honest", track_id: trackId(1) });
    expect(await honest.text("session.ready")).toMatchObject({ is_active: true });
    expect((await honest.media()).kind).toBe("init");
    const rows = await runInDurableObject(stub, (_object, state) => ({
      answers: Number(state.storage.sql.exec("select count(*) as n from answers").one().n),
      sockets: state.getWebSockets().length,
    }));
    expect(rows.answers).toBeLessThanOrEqual(256);
    expect(rows.sockets).toBeLessThanOrEqual(6);
  }, 60_000);

  test("a frame beyond the limit ends its socket, a binary one too", async () => {
    const stub = session();
    for (const bytes of ["x".repeat(STREAM_MAX_FRAME_BYTES + 1), new Uint8Array(4)]) {
      const device = await openSession(stub, USER, {});
      device.socket.send(bytes);
      expect(await device.closed).toMatchObject({ code: CLOSE.bad_frame });
    }
  });

  test("more than ten frames a second for a minute are refused, far more end the socket", async () => {
    const device = await openSession(session(), USER, {});
    for (let i = 0; i < 3_100; i++) device.send({ t: "ping", client_time_ms: i });
    expect(await device.text("error")).toMatchObject({ code: "rate_limited" });
    expect(await device.closed).toMatchObject({ code: CLOSE.rate_limited });
  });

  test("a client that never reads and never speaks is given what 30 s hold, and no more", async () => {
    const stub = session();
    const device = await openSession(stub, USER, { track_id: trackId(1) });
    let bytes = 0;
    device.socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") bytes += (data as ArrayBuffer).byteLength;
    });
    for (let i = 0; i < 20; i++) await runDurableObjectAlarm(stub);
    await device.settled();
    // Six segments of sample bodies and their headers.
    expect(bytes).toBeLessThanOrEqual(7 * 2_100 + 200);
  });
});
