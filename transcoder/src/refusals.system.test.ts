import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createNoise, musicWav, renderPcm, wavOf } from "@veza/testing/sound";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JobFailed } from "./outcome.ts";
import { run } from "./testing/decode.ts";
import { listen } from "./testing/listen.ts";
import { audioJob, postJob, type Service } from "./testing/service.ts";
import { EICAR, runSource, type Setup, setUp } from "./testing/setup.ts";
import { zip } from "./testing/zip.ts";

let setup: Setup;
let service: Service;
beforeAll(async () => {
  setup = await setUp();
  service = await setup.start();
});
afterAll(() => setup.close());

async function outcome(name: string, bytes: Buffer, more: Parameters<typeof audioJob>[2] = {}) {
  const { last } = await runSource(setup, service, name, bytes, more);
  const published = setup.media.objects.has(`hls/${name}/v1/index.json`);
  expect(published).toBe(last?.type === "result");
  return last?.type === "failed" ? last.code : last?.type;
}

/** What would come of these bytes, without a service around it. */
async function decided(name: string, bytes: Buffer): Promise<string> {
  const file = join(setup.dir, name);
  await writeFile(file, bytes);
  return listen(file).then(
    () => "result",
    (error: unknown) => {
      if (error instanceof JobFailed) return error.code;
      throw error;
    },
  );
}

async function made(name: string, ...args: string[]): Promise<Buffer> {
  const file = join(setup.dir, name);
  await run("ffmpeg", ["-v", "error", "-y", ...args, file]);
  return readFile(file);
}

describe("malware", () => {
  test("EICAR alone is infected, and nothing is stored", async () => {
    expect(await outcome("eicar.wav", EICAR)).toBe("infected");
    expect([...setup.media.objects.keys()].filter((key) => key.includes("eicar"))).toEqual([]);
  });

  test("EICAR inside of a playing WAV is infected", async () => {
    const sound = musicWav(2);
    EICAR.copy(sound, 100_001);
    expect(await outcome("hidden.wav", sound)).toBe("infected");
  });

  test("EICAR in the last bytes of a large file is infected: clamd sees the whole stream", async () => {
    const shape = { seconds: 180, sampleRate: 44_100, channels: 2 };
    const pcm = Buffer.alloc(shape.seconds * shape.sampleRate * 4, 7);
    expect(await outcome("tail.wav", wavOf(Buffer.concat([pcm, EICAR]), shape))).toBe("infected");
  });

  test("EICAR inside of an archive is infected", async () => {
    expect(await outcome("archive.zip", zip([{ name: "a.txt", content: EICAR }]))).toBe("infected");
  });
});

describe("a playlist that pretends to be audio", () => {
  test.each(["hls", "concat", "dash", "sdp", "smil"])(
    "%s: not audio, and nothing is opened",
    async (kind) => {
      const seen: string[] = [];
      const trap = createServer((request, response) => {
        seen.push(request.url ?? "");
        response.end();
      });
      await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
      const { port } = trap.address() as AddressInfo;
      const secret = join(setup.dir, "secret.wav");
      await writeFile(secret, musicWav(1));
      const local = `http://127.0.0.1:${port}/secret`;
      const metadata = "http://169.254.169.254/latest/meta-data/";
      const bodies: Record<string, string> = {
        hls: `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${local}.ts\n#EXTINF:9,\nfile://${secret}\n#EXTINF:9,\n${metadata}\n#EXT-X-ENDLIST\n`,
        concat: `ffconcat version 1.0\nfile '${secret}'\nfile '${local}'\nfile '${metadata}'\n`,
        dash: `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet><Representation><BaseURL>${local}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
        sdp: `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${port} RTP/AVP 0\n`,
        smil: `<smil><body><audio src="${local}"/></body></smil>`,
      };
      try {
        expect(await outcome(`${kind}.mp3`, Buffer.from(bodies[kind]!))).toBe("not_audio");
        expect(seen).toEqual([]);
      } finally {
        trap.close();
      }
    },
  );
});

describe("what is no audio", () => {
  const noise = createNoise(7);
  test.each<[string, () => Buffer]>([
    ["zero bytes", () => Buffer.alloc(0)],
    ["text", () => Buffer.from("not a song\n".repeat(1000))],
    ["random bytes", () => Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(noise() * 256)))],
    ["a page", () => Buffer.from("<!doctype html><title>x</title>".repeat(50))],
    ["a gzip bomb", () => gzipSync(Buffer.alloc(60_000_000))],
    ["a zip of zeros", () => zip([{ name: "zeros", content: Buffer.alloc(20_000_000) }])],
    [
      "a zip of more files than the scanner unpacks",
      () =>
        zip(Array.from({ length: 1200 }, (_, index) => ({ name: `${index}`, content: Buffer.from("x") }))),
    ],
  ])("%s", async (name, bytes) => {
    expect(await outcome(`${name}.wav`, bytes())).toBe("not_audio");
  });

  test("a picture, and a video without sound", async () => {
    const source = ["-f", "lavfi", "-i", "testsrc=s=64x64:d=1"];
    expect(await outcome("picture.mp3", await made("p.png", ...source, "-frames:v", "1"))).toBe("not_audio");
    expect(await outcome("video.m4a", await made("v.mp4", ...source, "-an"))).toBe("not_audio");
  });
});

describe("what is audio but can't be published", () => {
  const tone = (seconds: number, level: number) => {
    const shape = { seconds, sampleRate: 8000, channels: 1 };
    return wavOf(
      renderPcm(shape, (at) => level * Math.sin(at * 3000)),
      shape,
    );
  };

  test("silence, and less than −80 dBFS", async () => {
    expect(await outcome("mute.wav", tone(3, 0))).toBe("silent");
    expect(await decided("hiss.wav", tone(3, 0.00008))).toBe("silent");
    expect(await decided("quiet.wav", tone(3, 0.001))).toBe("result");
  });

  test("shorter than a fifth of a second", async () => {
    expect(await outcome("blip.wav", tone(0.15, 0.5))).toBe("too_short");
    expect(await decided("short.wav", tone(0.25, 0.5))).toBe("result");
  });

  test("ten hours of silence: refused by its honest header, without decoding it", async () => {
    const flac = await made("hours.flac", "-f", "lavfi", "-i", "anullsrc=r=100:cl=mono", "-t", "36000");
    const { last, events } = await runSource(setup, service, "hours.flac", flac);
    expect(last).toMatchObject({ type: "failed", code: "too_long" });
    expect(events.some((event) => event.type === "stage" && event.stage === "analysing")).toBe(false);
  });

  test("hours of silence without a length in the header: stopped as soon as the limit is passed", async () => {
    const args = ["-f", "lavfi", "-i", "anullsrc=r=200:cl=mono", "-t", "7200", "-f", "flac", "pipe:1"];
    const { stdout } = await run("ffmpeg", ["-v", "error", ...args]);
    expect(await outcome("endless.flac", stdout, { max_duration_ms: 20_000 })).toBe("too_long");
  });

  test("larger than the plan allows, whatever was announced", async () => {
    expect(await outcome("large.wav", tone(20, 0.5), { max_bytes: 100_000, source_bytes: 1 })).toBe(
      "too_large",
    );
  });

  test("a container without its content", async () => {
    const m4a = await made("whole.m4a", "-f", "lavfi", "-i", "sine=d=3", "-movflags", "+faststart");
    const audioAt = m4a.indexOf("mdat");
    expect(await decided("empty.m4a", m4a.subarray(0, audioAt + 4))).toBe("damaged");
    expect(await outcome("headless.m4a", m4a.subarray(0, 200))).toBe("damaged");
  });
});

describe("what is not the file's fault", () => {
  test.each([404, 500])("a source that answers %i", async (status) => {
    setup.media.failGet = (key) => (key === `gone-${status}` ? status : undefined);
    const { last } = await runSource(setup, service, `gone-${status}`, musicWav(1));
    expect(last).toMatchObject({ type: "unavailable", reason: `the source answered ${status}` });
  });

  test("a source that is shorter than it was", async () => {
    expect(await outcome("shrunk.wav", musicWav(1), { source_bytes: 10_000_000 })).toBe("unavailable");
  });

  test("a token that the media store refuses", async () => {
    setup.media.sources.set("token.wav", musicWav(1));
    const { last } = await postJob(service, audioJob(setup.media, "token.wav", { token: "stolen" }));
    expect(last).toMatchObject({ type: "unavailable", reason: "the source answered 401" });
  });
});
