import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AudioResult, type Rendition } from "@veza/contracts/jobs";
import { Waveform } from "@veza/contracts/media";
import { music, musicWav, renderPcm, wavOf } from "@veza/testing/sound";
import { Parser } from "m3u8-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sniffPicture } from "./image/sniff.ts";
import { decode, decodeAll, joined, object, run } from "./testing/decode.ts";
import { listen } from "./testing/listen.ts";
import type { Ran, Service } from "./testing/service.ts";
import { runSource, type Setup, setUp } from "./testing/setup.ts";

const SECONDS = 20.7;
const PREFIX = "hls/music.wav/v1/";
const shape = { seconds: SECONDS, sampleRate: 44_100, channels: 2 };

let setup: Setup;
let service: Service;
let ran: Ran;
let result: AudioResult;
const pcm = renderPcm(shape, music());
const source = wavOf(pcm, shape);

const lossy = () => result.renditions.filter((one) => !one.lossless);
const named = (name: string): Rendition => result.renditions.find((one) => one.name === name)!;
const parse = (key: string) => {
  const parser = new Parser();
  parser.push(object(setup.media, PREFIX + key).toString());
  parser.end();
  return parser.manifest;
};

beforeAll(async () => {
  setup = await setUp();
  service = await setup.start();
  ran = await runSource(setup, service, "music.wav", source);
  if (ran.last?.type !== "result") throw new Error(JSON.stringify(ran.last));
  result = AudioResult.parse(ran.last.result);
});
afterAll(() => setup.close());

describe("a synthetic track", () => {
  test("is described as it is", async () => {
    expect(result.source).toMatchObject({
      container: "wav",
      codec: "pcm_s16le",
      sample_rate: 44_100,
      bit_depth: 16,
    });
    expect(result.source).toMatchObject({ channels: 2, bytes: source.length, duration_ms: SECONDS * 1000 });
    const { createHash } = await import("node:crypto");
    expect(result.source.sha256).toBe(createHash("sha256").update(source).digest("hex"));
    expect(JSON.parse(object(setup.media, `${PREFIX}index.json`).toString())).toEqual(result);
    expect(setup.media.writes.at(-1)).toBe(`${PREFIX}index.json`);
  });

  test("has the four rungs, in order, with what a player must know", () => {
    expect(result.renditions.map((one) => [one.index, one.name, one.codec])).toEqual([
      [0, "aac_64", "mp4a.40.2"],
      [1, "aac_128", "mp4a.40.2"],
      [2, "aac_256", "mp4a.40.2"],
      [3, "flac", "fLaC"],
    ]);
    for (const rung of lossy())
      expect(rung).toMatchObject({ sample_rate: 44_100, channels: 2, priming_samples: 1024 });
    for (const rung of result.renditions) expect(rung.valid_samples).toBe(SECONDS * 44_100);
  });

  test("AAC rungs are cut at identical places, the first segment is short and the last no sliver", () => {
    const starts = lossy().map((rung) => rung.segments.map((one) => one.start_ms));
    expect(starts[1]).toEqual(starts[0]);
    expect(starts[2]).toEqual(starts[0]);
    for (const { segments } of result.renditions) {
      expect(segments[0]!.duration_ms).toBeLessThanOrEqual(2000);
      expect(segments.at(-1)!.duration_ms).toBeGreaterThan(2800);
      expect(Math.max(...segments.map((one) => one.duration_ms))).toBeLessThanOrEqual(6000);
    }
  });

  test("media playlists: ΣEXTINF is the duration and the priming, every URI was stored", () => {
    for (const rung of result.renditions) {
      const manifest = parse(rung.playlist);
      expect(manifest).toMatchObject({ version: 7, endList: true, playlistType: "VOD" });
      const sum = manifest.segments.reduce((all, one) => all + one.duration, 0);
      expect(sum).toBeCloseTo(SECONDS + rung.priming_samples / rung.sample_rate, 4);
      for (const one of manifest.segments) {
        expect(Math.round(one.duration)).toBeLessThanOrEqual(manifest.targetDuration!);
        expect(setup.media.objects.has(PREFIX + join(dirname(rung.playlist), one.uri))).toBe(true);
        expect(setup.media.objects.has(PREFIX + join(dirname(rung.playlist), one.map!.uri))).toBe(true);
      }
    }
  });

  test("the master playlist declares what is measured, within 10 %, and starts at 128", () => {
    const { playlists } = parse("master.m3u8");
    expect(playlists!.map((one) => one.uri)).toEqual(
      ["aac_128", "aac_64", "aac_256", "flac"].map((name) => `${name}/playlist.m3u8`),
    );
    for (const { uri, attributes } of playlists!) {
      const rung = result.renditions.find((one) => one.playlist === uri)!;
      expect(attributes.CODECS).toBe(rung.codec);
      const sizes = rung.segments.map(
        (one) => object(setup.media, `${PREFIX}${rung.name}/${one.uri}`).length,
      );
      expect(sizes).toEqual(rung.segments.map((one) => one.bytes));
      const rates = sizes.map((bytes, index) => (bytes * 8000) / rung.segments[index]!.duration_ms);
      const mean =
        (sizes.reduce((sum, bytes) => sum + bytes, 0) * 8) / (SECONDS + rung.priming_samples / 44_100);
      expect(attributes.BANDWIDTH / Math.max(...rates)).toBeCloseTo(1, 2);
      expect(Number(attributes["AVERAGE-BANDWIDTH"]) / mean).toBeCloseTo(1, 2);
    }
  });

  test("content types are those that browsers and CDNs expect", () => {
    const type = (name: string) => setup.media.objects.get(PREFIX + name)?.type;
    expect(type("master.m3u8")).toBe("application/vnd.apple.mpegurl");
    expect(type("aac_128/0.m4s")).toBe("audio/mp4");
    expect(type("download.mp3")).toBe("audio/mpeg");
    expect(type("waveform.json")).toBe("application/json");
  });

  test("every rendition decodes without a complaint to exactly its samples", async () => {
    const files = [];
    for (const rung of result.renditions) files.push(await joined(setup.media, PREFIX, rung, setup.dir));
    const decoded = await decodeAll(files);
    for (const [index, rung] of result.renditions.entries()) {
      const frames = decoded[index]!.length / 2;
      // The priming is declared and cut; what fills the last frame is declared, and ffmpeg plays it.
      expect(frames).toBeGreaterThanOrEqual(rung.valid_samples);
      expect(frames).toBeLessThan(rung.valid_samples + 1024);
    }
  });

  test("FLAC is the source, bit for bit", async () => {
    const samples = await decode(await joined(setup.media, PREFIX, named("flac"), setup.dir));
    expect(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).equals(pcm)).toBe(true);
  });

  test("ffmpeg plays the HLS playlists as a player would", async () => {
    const dir = join(setup.dir, "hls");
    for (const [key, { body }] of setup.media.objects) {
      if (!key.startsWith(PREFIX)) continue;
      const file = join(dir, key.slice(PREFIX.length));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, body);
    }
    const args = ["-v", "error", "-xerror", "-i", join(dir, "aac_128/playlist.m3u8"), "-f", "s16le", "-"];
    const { stdout, stderr } = await run("ffmpeg", args);
    expect(stderr).toBe("");
    expect(stdout.length / 4).toBeGreaterThanOrEqual(named("aac_128").valid_samples);
  });

  test("a switch between rungs at every segment has no gap and no click", async () => {
    const short = { ...shape, seconds: 15 };
    const sine = renderPcm(short, (seconds) => 0.5 * Math.sin(2 * Math.PI * 441 * seconds));
    const played = await runSource(setup, service, "sine.wav", wavOf(sine, short));
    if (played.last?.type !== "result" || played.last.result.kind !== "audio") throw new Error("no result");
    const [low, , high] = played.last.result.renditions;
    const prefix = "hls/sine.wav/v1/";
    const [mixed, alone] = (await decodeAll([
      await joined(setup.media, prefix, low!, setup.dir, (number) => (number % 2 === 0 ? low! : high!)),
      await joined(setup.media, prefix, low!, setup.dir),
    ])) as [Int16Array, Int16Array];
    expect(mixed.length).toBe(alone.length);
    // A click is a jump of the second difference; a sine's own is 4·A·sin²(ω/2) at most.
    const bend = (samples: Int16Array, from: number, to: number) => {
      let most = 0;
      for (let at = Math.max(4, from * 2); at < Math.min(samples.length, to * 2); at += 2) {
        most = Math.max(most, Math.abs(samples[at]! - 2 * samples[at - 2]! + samples[at - 4]!));
      }
      return most;
    };
    const usual = bend(alone, 4096, 44_100 * 14);
    for (const { start_ms } of low!.segments.slice(1)) {
      const seam = Math.round((start_ms / 1000) * 44_100) - low!.priming_samples;
      expect(bend(mixed, seam - 2048, seam + 2048)).toBeLessThan(usual * 1.5);
    }
  });

  test("loudness is ffmpeg's own within 0.1 LU, true peak within 0.1 dB", async () => {
    const file = join(setup.dir, "loud.wav");
    await writeFile(file, source);
    const { stderr } = await run("ffmpeg", ["-i", file, "-af", "ebur128=peak=true", "-f", "null", "-"]);
    const summary = stderr.slice(stderr.lastIndexOf("Summary:"));
    const own = Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]);
    const peak = Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]);
    expect(Math.abs(result.loudness.integrated_lufs! - own)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(result.loudness.true_peak_dbtp! - peak)).toBeLessThanOrEqual(0.1);
  });

  test("the waveform has its points and the right height", () => {
    const waveform = Waveform.parse(JSON.parse(object(setup.media, `${PREFIX}waveform.json`).toString()));
    expect(waveform.length).toBeGreaterThan(1600);
    expect(waveform.length).toBeLessThanOrEqual(1800);
    const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
    const loudest = samples.reduce((most, one) => Math.max(most, one), 0);
    expect(Math.max(...waveform.data)).toBe(loudest >> 8);
  });

  test("the download is an MP3 of 320 kbit/s without metadata", async () => {
    const file = join(setup.dir, "download.mp3");
    await writeFile(file, object(setup.media, `${PREFIX}download.mp3`));
    const { stdout } = await run("ffprobe", [
      "-v",
      "error",
      "-show_format",
      "-show_streams",
      "-of",
      "json",
      file,
    ]);
    const probed = JSON.parse(stdout.toString());
    expect(probed.streams[0]).toMatchObject({ codec_name: "mp3", bit_rate: "320000", sample_rate: "44100" });
    expect(Number(probed.format.duration)).toBeCloseTo(SECONDS, 1);
    expect(Object.keys(probed.format.tags ?? {}).filter((tag) => tag !== "encoder")).toEqual([]);
  });

  test("progress rises through the stages to the end, in good time", () => {
    const stages = ran.events.flatMap((event) => (event.type === "stage" ? [event] : []));
    expect([...new Set(stages.map((event) => event.stage))]).toEqual([
      "scanning",
      "probing",
      "analysing",
      "transcoding",
    ]);
    const told = stages.map((event) => event.progress);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    const timing = ran.events.at(-2);
    expect(timing).toMatchObject({ type: "timing" });
    expect(Object.keys(timing?.type === "timing" ? timing.stages : {})).toEqual(
      expect.arrayContaining(["scanning", "probing", "analysing", "transcoding", "aac_256", "total"]),
    );
  });

  test("segments are stored while the encoders still run", () => {
    const firstStored = ran.events.findIndex(
      (event) => event.type === "stored" && event.key.endsWith(".m4s"),
    );
    const lastEncoding = ran.events.findLastIndex(
      (event) => event.type === "stage" && event.stage === "transcoding",
    );
    expect(firstStored).toBeGreaterThan(-1);
    expect(firstStored).toBeLessThan(lastEncoding);
  });
});

describe("other sources", () => {
  const outcome = async (name: string, bytes: Buffer) => {
    const { last } = await runSource(setup, service, name, bytes);
    if (last?.type !== "result" || last.result.kind !== "audio") throw new Error(JSON.stringify(last));
    return last.result;
  };
  const made = async (name: string, ...args: string[]) => {
    const from = join(setup.dir, "from.wav");
    await writeFile(from, musicWav(3));
    const file = join(setup.dir, name);
    await run("ffmpeg", ["-v", "error", "-y", "-i", from, ...args, file]);
    const { readFile } = await import("node:fs/promises");
    return readFile(file);
  };

  test("mono stays mono", async () => {
    const made = await outcome("mono.wav", musicWav(2, 22_050, 1));
    expect(made.renditions.map((one) => [one.channels, one.sample_rate])).toEqual([
      [1, 44_100],
      [1, 44_100],
      [1, 44_100],
      [1, 22_050],
    ]);
  });

  test("5.1 at 96 kHz and 24 bits becomes stereo, FLAC keeps rate and depth", async () => {
    const bytes = await made(
      "surround.flac",
      "-ac",
      "6",
      "-ar",
      "96000",
      "-sample_fmt",
      "s32",
      "-c:a",
      "flac",
    );
    const result = await outcome("surround.flac", bytes);
    expect(result.source).toMatchObject({ channels: 6, sample_rate: 96_000, bit_depth: 24 });
    expect(result.renditions[3]).toMatchObject({ channels: 2, sample_rate: 96_000, codec: "fLaC" });
    const file = await joined(setup.media, "hls/surround.flac/v1/", result.renditions[3]!, setup.dir);
    const { stdout } = await run("ffprobe", ["-v", "error", "-show_streams", "-of", "json", file]);
    expect(JSON.parse(stdout.toString()).streams[0]).toMatchObject({
      bits_per_raw_sample: "24",
      sample_rate: "96000",
    });
  });

  test("tags are kept, and the embedded picture becomes clean squares", async () => {
    const picture = join(setup.dir, "cover.png");
    await run("ffmpeg", [
      "-v",
      "error",
      "-y",
      "-f",
      "lavfi",
      "-i",
      "testsrc=s=800x500",
      "-frames:v",
      "1",
      picture,
    ]);
    const embed = ["-i", picture, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"];
    const bytes = await made(
      "tagged.flac",
      ...embed,
      "-metadata",
      "title=Étude №1",
      "-metadata",
      "artist=A\nB",
    );
    const result = await outcome("tagged.flac", bytes);
    expect(result.source.tags).toMatchObject({ title: "Étude №1", artist: "A B" });
    expect(result.artwork).toBe("artwork/");
    for (const [size, side] of [
      [160, 160],
      [600, 500],
      [1200, 500],
    ]) {
      const square = sniffPicture(object(setup.media, `hls/tagged.flac/v1/artwork/${size}.jpg`));
      expect(square).toMatchObject({ format: "jpeg", width: side, height: side });
    }
  });

  test("a picture that claims to be enormous is left out, the track is published", async () => {
    const picture = join(setup.dir, "small.png");
    await run("ffmpeg", [
      "-v",
      "error",
      "-y",
      "-f",
      "lavfi",
      "-i",
      "testsrc=s=64x64",
      "-frames:v",
      "1",
      picture,
    ]);
    const embed = ["-i", picture, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"];
    const bytes = await made("bomb.flac", ...embed);
    const header = bytes.indexOf("IHDR");
    bytes.writeUInt32BE(60_000, header + 4);
    bytes.writeUInt32BE(60_000, header + 8);
    expect((await outcome("bomb.flac", bytes)).artwork).toBeNull();
  });

  test("a truncated MP3 and FLAC play what is there, and say that it is not all", async () => {
    const cut = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * 0.6));
    const result = await outcome("cut.flac", cut(await made("cut.flac")));
    const file = join(setup.dir, "shorter.mp3");
    await writeFile(file, cut(await made("cut.mp3")));
    const { seconds, review } = await listen(file);
    for (const ms of [result.source.duration_ms, seconds * 1000]) {
      expect(ms).toBeGreaterThan(1200);
      expect(ms).toBeLessThan(2400);
    }
    for (const one of [result.review, review])
      expect(one).toMatchObject({ reason: "shorter", promised_ms: 3000 });
  });

  test("a stream that changes its rate and its channels on the way keeps one timeline", async () => {
    const stereo = await made("one.aac", "-ar", "44100");
    const mono = await made("two.aac", "-ar", "22050", "-ac", "1");
    const result = await outcome("both.aac", Buffer.concat([stereo, mono]));
    expect(result.source.duration_ms).toBeGreaterThan(6000);
    const files = [];
    for (const rung of result.renditions) {
      expect((rung.valid_samples / rung.sample_rate) * 1000).toBeCloseTo(result.source.duration_ms, -2);
      files.push(await joined(setup.media, "hls/both.aac/v1/", rung, setup.dir));
    }
    const decoded = await decodeAll(files);
    for (const [index, rung] of result.renditions.entries())
      expect(decoded[index]!.length / 2).toBeGreaterThanOrEqual(rung.valid_samples);
    expect(result.renditions[1]!.bandwidth).toBeLessThan(150_000);
  });

  test("a WAV whose header promises ten hours is as long as it is", async () => {
    const shape = { seconds: 2, sampleRate: 44_100, channels: 2 };
    const file = join(setup.dir, "promises.wav");
    await writeFile(file, wavOf(renderPcm(shape, music()), shape, 4_000_000_000));
    const { seconds, review } = await listen(file);
    expect(seconds).toBe(2);
    expect(review).toEqual({ reason: "shorter", readable_ms: 2000, promised_ms: 22_675_737 });
  });

  test("a wrong extension and a name with path separators change nothing", async () => {
    const { last } = await runSource(setup, service, "really-a-wav", musicWav(1), {
      file_name: "../../été\\..\\x.mp3",
    });
    expect(last).toMatchObject({ type: "result", result: { source: { container: "wav" } } });
  });
});
