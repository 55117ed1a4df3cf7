import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Track } from "@veza/contracts/http/tracks";
import { CLOSE } from "@veza/contracts/ws/close";
import { gatherCrowd, type Somebody } from "@veza/dev/testing/crowd";
import { leaseSharedStack } from "@veza/dev/testing/shared-stack";
import { sweepWav } from "@veza/testing/sound";
import { StreamListener } from "@veza/testing/stream-listener";
import { until } from "@veza/testing/until";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { Client } from "./support/client.ts";

const SECONDS = 90;
/** Half of it makes a play. */
const SHORT_SECONDS = 24;
let stack: Awaited<ReturnType<typeof leaseSharedStack>>;
let artist: Client;
let track: Track;
let short: Track;
let crowd: Somebody[];
const origin = () => stack.url.replace("http", "ws");

beforeAll(async () => {
  stack = await leaseSharedStack(inject("sharedStack"));
  artist = await Client.register(stack);
  const uploaded = await artist.upload(sweepWav(SECONDS), "sweep.wav", { title: "Sweep" });
  track = await artist.settled(uploaded.id);
  const shorter = await artist.upload(sweepWav(SHORT_SECONDS), "short.wav", { title: "Short" });
  short = await artist.settled(shorter.id);
  expect([track.status, short.status]).toEqual(["completed", "completed"]);
  crowd = await gatherCrowd(stack, 201);
});
afterAll(() => stack?.release());

const somebody = (n: number): Somebody => {
  const one = crowd[n];
  if (one === undefined) throw new Error("the crowd is too small");
  return one;
};

function closeCode(path: string, protocols: string[]): Promise<number> {
  const socket = new WebSocket(`${origin()}${path}`, protocols);
  return new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
}

describe("a listener over the socket", () => {
  test("hears the real audio: what was sent decodes to the music, from the position asked for", async () => {
    const listener = new StreamListener({
      origin: origin(),
      token: artist.token,
      track_id: track.id,
      device_id: "ears",
      keep: true,
    });
    listener.start();
    await until(async () => (listener.ahead > 28 ? true : undefined), "thirty seconds ahead", {
      timeout_ms: 20_000,
    });
    listener.stop();
    expect(listener.record).toMatchObject({ stalls: 0, doubled: 0, holes: 0, errors: [] });
    const ready = listener.frames[0];
    expect(ready).toMatchObject({
      t: "session.ready",
      is_active: true,
      duration_ms: SECONDS * 1000,
      track: { id: track.id, title: "Sweep" },
    });
    // One rendition's frames in order are a file.
    const index = listener.kept[0]?.header.rendition;
    const bytes = Buffer.concat(
      listener.kept.filter((one) => one.header.rendition === index).map((one) => one.body),
    );
    const dir = await mkdtemp(join(tmpdir(), "veza-stream-"));
    try {
      const file = join(dir, "heard.mp4");
      await writeFile(file, bytes);
      const args = ["-v", "error", "-i", file, "-af", "volumedetect", "-f", "null", "-"];
      const decoded = spawnSync("ffmpeg", ["-hide_banner", ...args.slice(2)], { encoding: "utf8" });
      expect(decoded.status).toBe(0);
      expect(decoded.stderr).not.toMatch(/error|invalid/i);
      expect(Number(/mean_volume: (-?[\d.]+) dB/.exec(decoded.stderr)?.[1])).toBeGreaterThan(-25);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test("is refused without a token, for what is not there, and for what is private", async () => {
    const stream = `/stream?track_id=${track.id}`;
    expect(await closeCode(stream, ["veza.stream.v1"])).toBe(CLOSE.unauthenticated);
    const bearer = (token: string) => ["veza.stream.v1", `bearer.${token}`];
    const nothing = `/stream?track_id=${track.id.slice(0, -4)}0000`;
    expect(await closeCode(nothing, bearer(artist.token))).toBe(CLOSE.not_found);
    const edit = (visibility: string) =>
      artist.track(track.id).then(({ revision }) =>
        artist.request(`/api/v1/tracks/${track.id}`, {
          method: "PATCH",
          headers: { "content-type": "application/json", "if-match": `"r${revision}"` },
          body: JSON.stringify({ visibility }),
        }),
      );
    expect((await edit("private")).status).toBe(200);
    expect(await closeCode(stream, bearer(somebody(200).token))).toBe(CLOSE.not_found);
    const own = new StreamListener({
      origin: origin(),
      token: artist.token,
      track_id: track.id,
      device_id: "own",
    });
    own.start();
    await until(async () => own.record.first_media_ms ?? undefined, "one's own private track", {
      timeout_ms: 10_000,
    });
    own.stop();
    expect((await edit("public")).status).toBe(200);
  });

  test("listening to half of a short track is one play, in the count and in the history", async () => {
    const before = (await artist.track(short.id)).play_count;
    const one = somebody(199);
    const listener = new StreamListener({
      origin: origin(),
      token: one.token,
      track_id: short.id,
      device_id: "ears",
    });
    listener.start();
    await until(
      async () => ((await artist.track(short.id)).play_count > before ? true : undefined),
      "the play",
      { timeout_ms: 60_000 },
    );
    expect(listener.position).toBeGreaterThan(SHORT_SECONDS / 2 - 1);
    listener.stop();
    const history = await until(
      async () => {
        const response = await fetch(`${stack.url}/api/v1/me/history?unfinished=true`, {
          headers: { authorization: `Bearer ${one.token}` },
        });
        const { items } = (await response.json()) as { items: { track: Track; position_ms: number }[] };
        return items[0];
      },
      "the history",
      { timeout_ms: 15_000 },
    );
    expect(history.track.id).toBe(short.id);
    expect(history.position_ms).toBeGreaterThan(SHORT_SECONDS * 500 - 1_000);
    expect((await artist.track(short.id)).play_count).toBe(before + 1);
  });
});

test("200 live sessions, and the Workers are deployed again: all resume by themselves, without a hole or a double", async () => {
  const listeners = crowd
    .slice(0, 200)
    .map(
      ({ token }, i) =>
        new StreamListener({ origin: origin(), token, track_id: track.id, device_id: `device-${i}` }),
    );
  try {
    for (const listener of listeners) {
      listener.start();
      await sleep(15);
    }
    await until(
      async () => (listeners.every((one) => one.ahead > 20) ? true : undefined),
      "200 listeners with a buffer",
      { timeout_ms: 60_000 },
    );
    await stack.stopPart("workers");
    await stack.startPart("workers");
    await until(
      async () => (listeners.every((one) => one.record.resumed_after_ms.length > 0) ? true : undefined),
      "200 listeners that came back",
      { timeout_ms: 60_000 },
    );
    expect(listeners.filter((one) => one.record.holes + one.record.doubled > 0)).toEqual([]);
    expect(listeners.flatMap((one) => one.record.errors)).toEqual([]);
  } finally {
    for (const listener of listeners) listener.stop();
  }
});
