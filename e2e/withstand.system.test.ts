import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { FAILURES } from "@veza/contracts/failures";
import { builtWorkersPart } from "@veza/dev/parts/built-workers";
import { type Stack, startStack } from "@veza/dev/stack";
import { sweepWav } from "@veza/testing/sound";
import { until } from "@veza/testing/until";
import { Upload } from "tus-js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./support/client.ts";
import { startCuttingProxy } from "./support/cutting-proxy.ts";
import { counted, transcoderCounted } from "./support/metrics.ts";

let stack: Stack;
let artist: Client;

beforeAll(async () => {
  // Of its own: what others ask of theirs would come into its counts, and they would wait for it a minute and
  // a half.
  stack = await startStack({ workers: builtWorkersPart, web: "none" });
  artist = await Client.register(stack);
});
afterAll(() => stack?.stop());

const text = (value: string) => new TextEncoder().encode(value);
/** The EICAR test string, in pieces so that no scanner takes this file for it. */
const EICAR = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].join("");

describe("hostile files", () => {
  test("EICAR, as it is and inside a WAV, is refused as infected and nothing of it can be fetched", async () => {
    const wav = sweepWav(1);
    for (const bytes of [text(EICAR), new Uint8Array([...wav, ...text(EICAR)])]) {
      const track = await artist.settled((await artist.upload(bytes, "song.wav")).id);
      expect(track).toMatchObject({
        status: "failed",
        failure: {
          code: "infected",
          message: FAILURES.infected.message,
          remedy: FAILURES.infected.remedy,
        },
        stream_manifest_url: null,
      });
      expect((await fetch(`${stack.url}/stream/hls/public/${track.id}/v1/master.m3u8`)).status).toBe(404);
    }
  });

  test("a playlist that pretends to be audio reads no file and asks no address", async () => {
    const asked: string[] = [];
    const listener = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const here = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const lists = [
      `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${here}/segment.ts\n#EXTINF:10,\nhttp://169.254.169.254/latest/meta-data/\n#EXT-X-ENDLIST\n`,
      "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
      `ffconcat version 1.0\nfile /etc/passwd\nfile ${here}/x\n`,
    ];
    try {
      for (const list of lists) {
        const track = await artist.settled((await artist.upload(text(list), "song.mp3")).id);
        expect(track).toMatchObject({ status: "failed", failure: { code: "not_audio" } });
      }
      expect(asked).toEqual([]);
    } finally {
      listener.close();
    }
  });

  test.each([
    ["zero bytes", () => new Uint8Array(), 422, "empty_file"],
    [
      "an archive",
      () => Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, ...new Array(60).fill(0)]),
      415,
      "unsupported_media_type",
    ],
    [
      "a picture",
      () => Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, ...new Array(60).fill(0)]),
      415,
      "unsupported_media_type",
    ],
  ])("%s is refused before it is taken", async (_name, bytes, status, code) => {
    const response = await artist.send(bytes(), "song.wav");
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  test("a wrong ending and a name full of separators are no matter; silence and noise have their reasons", async () => {
    const sound = await artist.upload(sweepWav(2), "..\\../söng\u202e/日本.txt.exe", { title: "Named" });
    const silence = await artist.upload(sweepWav(3, { gain: 0 }), "silence.wav");
    const noise = await artist.upload(crypto.getRandomValues(new Uint8Array(40_000)), "noise.mp3");
    expect(await artist.settled(sound.id)).toMatchObject({ status: "completed" });
    expect(await artist.settled(silence.id)).toMatchObject({ status: "failed", failure: { code: "silent" } });
    expect((await artist.settled(noise.id)).failure?.code).toMatch(/^(not_audio|damaged|unsupported)$/);
  });
});

const fixtures = join(import.meta.dirname, "../../shared/fixtures/audio");
describe.runIf(existsSync(fixtures))("real-world files that broke other players", () => {
  test("each ends playable, or failed with a reason", async () => {
    const tracks = [];
    // Every eighth, through the whole platform; transcoder/src/fixtures.system.test.ts walks through all of
    // them.
    for (const name of (await readdir(fixtures)).sort().filter((_, i) => i % 8 === 0)) {
      const response = await artist.send(await readFile(join(fixtures, name)), name);
      expect([name, response.status]).toEqual([name, 201]);
      tracks.push({ name, id: ((await response.json()) as { id: string }).id });
    }
    for (const { name, id } of tracks) {
      const track = await artist.settled(id, 170_000);
      if (track.status === "completed") {
        const base = new URL(track.stream_manifest_url ?? "", stack.url);
        expect([
          name,
          (await fetch(base)).status,
          (await fetch(new URL("aac_128/0.m4s", base))).status,
        ]).toEqual([name, 200, 200]);
        expect(track.duration_ms).toBeGreaterThan(0);
      } else {
        expect([name, track.status, Object.keys(FAILURES)]).toEqual([
          name,
          "failed",
          expect.arrayContaining([track.failure?.code]),
        ]);
        expect(track.failure?.code).not.toBe("internal");
      }
    }
  });
});

describe("parts that go away", () => {
  const stageOf = async (id: string) =>
    (await stack.sql("select stage, status from track_versions where track_id = $1", [id]))[0];
  const reached = (id: string, stage: string | null) =>
    until(
      async () => {
        const row = await stageOf(id);
        return row?.status !== "processing" || row.stage === stage || stage === null ? row : undefined;
      },
      `stage ${stage}`,
      { timeout_ms: 30_000, every_ms: 20 },
    );

  test.each([null, "scanning", "analysing", "transcoding"])(
    "the transcoder is killed at stage %s: the work is done again, once",
    async (stage) => {
      const pid = await stack.pid("transcoder");
      if (pid === undefined) throw new Error("no transcoder runs");
      const { id } = await artist.upload(sweepWav(20), "killed.wav");
      await reached(id, stage);
      process.kill(pid, "SIGKILL");
      // Its end was not on its way yet: the work is to be done again.
      expect((await stageOf(id))?.status).toBe("processing");
      const track = await artist.settled(id);
      expect(track).toMatchObject({ status: "completed", failure: null });
      expect((await fetch(stack.url + track.stream_manifest_url)).status).toBe(200);
    },
  );

  test("clamd is down: readiness says so, the upload waits, nothing is published; then it goes on", async () => {
    await stack.stopPart("clamd");
    const ready = await fetch(`${stack.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ ready: false, checks: { virus_scanner: { ok: false } } });
    const refused = 'veza_http_request_duration_seconds_count{route="POST /jobs",status="503"}';
    const before = await transcoderCounted(stack, refused);
    const { id } = await artist.upload(sweepWav(3), "waits.wav");
    await until(
      async () => (await transcoderCounted(stack, refused)) > before,
      "a transcoder that takes no work",
      { timeout_ms: 60_000 },
    );
    expect(await artist.track(id)).toMatchObject({ status: "processing" });
    await stack.startPart("clamd");
    expect(await artist.settled(id)).toMatchObject({ status: "completed" });
  });

  test("Postgres is away while the audio is worked on: the end is written down when it is back", async () => {
    const done = 'veza_transcoder_jobs_total{kind="audio",outcome="result"}';
    const before = await transcoderCounted(stack, done);
    const { id } = await artist.upload(sweepWav(20), "no-database.wav");
    await reached(id, "transcoding");
    await stack.stopPart("database");
    await until(async () => (await transcoderCounted(stack, done)) > before, "the end of the encodes", {
      timeout_ms: 60_000,
    });
    await stack.startPart("database");
    expect(await artist.settled(id)).toMatchObject({ status: "completed" });
  });

  test("one order delivered five times makes one version, one notification and one mail", async () => {
    const completions = 'veza_events_consumed_total{type="transcoding.completed"}';
    const before = await counted(stack, completions);
    const { id } = await artist.upload(sweepWav(4), "five.wav", { title: "Five times" });
    const body = await until(
      async () =>
        (await stack.sql("select body from outbox where event_id like $1", [`track.uploaded:${id}%`]))[0]
          ?.body ?? orderOf(id),
      "the order",
      { timeout_ms: 5_000 },
    );
    for (let i = 0; i < 4; i++) {
      await stack.sql("insert into outbox (event_id, queue, body) values ($1, 'media', $2::jsonb)", [
        `again-${i}-${id}`,
        JSON.stringify(body),
      ]);
    }
    await stack.runCron();
    expect(await artist.settled(id)).toMatchObject({ status: "completed" });
    await until(
      async () => (await counted(stack, completions)) >= before + 5,
      "five deliveries that were acted on",
      { timeout_ms: 60_000 },
    );
    await until(
      async () => (await stack.sql("select event_id from outbox")).length === 0,
      "an empty outbox",
      {
        timeout_ms: 60_000,
      },
    );
    // What was sent before the mail of a newcomer is there when that is.
    await Client.register(stack);
    const [notified] = await stack.sql(
      "select count(*)::int as n from notifications where data->>'track_id' = $1",
      [id],
    );
    expect(notified).toEqual({ n: 1 });
    expect(
      (await stack.mail(artist.user.email)).filter((mail) => mail.subject.includes("Five times")),
    ).toHaveLength(1);
    expect(
      await stack.sql("select version, attempt, status from track_versions where track_id = $1", [id]),
    ).toEqual([{ version: 1, attempt: 1, status: "completed" }]);
  });

  /** The order of an upload, made again from its row as the outbox held it. */
  async function orderOf(id: string) {
    const [row] = await stack.sql(
      "select t.uploader_id, v.source_key, v.source_bytes::int as source_bytes, v.file_name from tracks t join track_versions v on v.track_id = t.id where t.id = $1",
      [id],
    );
    return {
      id: `track.uploaded:${id}:1:1`,
      type: "track.uploaded",
      occurred_at: new Date().toISOString(),
      data: {
        track_id: id,
        version: 1,
        attempt: 1,
        ...row,
        max_bytes: 200_000_000,
        max_duration_ms: 3_600_000,
      },
    };
  }
});

describe("a connection that breaks", () => {
  test("cut fifty times at random places, the file arrives whole", async () => {
    // Longer than a part of the object store (8 MiB), so that cuts fall on both sides of a seam.
    const wav = sweepWav(60);
    // Deterministic: a small linear congruential generator (Numerical Recipes).
    let state = 42;
    const random = () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
      return state / 2 ** 32;
    };
    const cuts = Array.from({ length: 50 }, () => 400 + Math.floor(random() * 380_000));
    const proxy = await startCuttingProxy(stack.ports.web, cuts);
    try {
      const trackId = await new Promise<string>((resolve, reject) => {
        let id: string | undefined;
        const upload = new Upload(Buffer.from(wav), {
          endpoint: `${stack.url}/api/v1/uploads`,
          // The server names its own origin; the proxy stands before it.
          uploadUrl: null,
          retryDelays: new Array(200).fill(30),
          headers: { authorization: `Bearer ${artist.token}` },
          metadata: { filename: "cut.wav", title: "Cut", artist: "Scissors", visibility: "public" },
          onBeforeRequest: (request) => {
            if (request.getMethod() === "PATCH")
              Reflect.set(request, "_url", request.getURL().replace(stack.url, proxy.url));
          },
          onAfterResponse: (_request, response) => {
            id = response.getHeader("veza-track-id") ?? id;
          },
          onError: reject,
          onSuccess: () => (id === undefined ? reject(new Error("no track id")) : resolve(id)),
        });
        upload.start();
      });
      expect(proxy.left()).toBe(0);
      const [row] = await stack.sql(
        "select source_sha256, source_bytes::int as bytes from track_versions where track_id = $1",
        [trackId],
      );
      expect(row).toEqual({
        source_sha256: createHash("sha256").update(wav).digest("hex"),
        bytes: wav.byteLength,
      });
      expect(await artist.settled(trackId)).toMatchObject({ status: "completed", duration_ms: 60_000 });
    } finally {
      await proxy.stop();
    }
  });
});
