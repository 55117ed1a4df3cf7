import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AudioResult } from "@veza/contracts/jobs";
import { Waveform } from "@veza/contracts/media";
import { musicWav, renderPcm, wavOf } from "@veza/testing/sound";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sniffPicture } from "./image/sniff.ts";
import { decodeAll, joined, object, run } from "./testing/decode.ts";
import { listen } from "./testing/listen.ts";
import type { Service } from "./testing/service.ts";
import { runSource, type Setup, setUp } from "./testing/setup.ts";

let setup: Setup;
let service: Service;
beforeAll(async () => {
  setup = await setUp();
  service = await setup.start();
});
afterAll(() => setup.close());

async function made(name: string, ...args: string[]): Promise<Buffer> {
  const file = join(setup.dir, name);
  await run("ffmpeg", ["-v", "error", "-y", ...args, file]);
  return readFile(file);
}
const tone = (level: number, seconds: number, rate = 44_100) => [
  ...["-f", "lavfi", "-i", `aevalsrc=${level}*sin(880*PI*t)|${level}*sin(880*PI*t):s=${rate}:d=${seconds}`],
];
async function outcome(name: string, bytes: Buffer): Promise<AudioResult> {
  const { last } = await runSource(setup, service, name, bytes);
  if (last?.type !== "result" || last.result.kind !== "audio") throw new Error(JSON.stringify(last));
  return last.result;
}
/** What is decided about these bytes, without encodes of them. */
async function decided(name: string, bytes: Buffer) {
  const file = join(setup.dir, name);
  await writeFile(file, bytes);
  return listen(file);
}
/** The same sound in several forms, by one ffmpeg. */
async function madeAll(source: string[], outputs: readonly (readonly [string, readonly string[]])[]) {
  const files = outputs.map(([name, options]) => [...options, join(setup.dir, name)]);
  await run("ffmpeg", ["-v", "error", "-y", ...source, ...files.flat()]);
}
/** Each rung as ffmpeg plays it: 16-bit samples. */
async function heard(name: string, result: AudioResult) {
  const files = [];
  for (const rung of result.renditions)
    files.push(await joined(setup.media, `hls/${name}/v1/`, rung, setup.dir));
  const decoded = await decodeAll(files);
  return result.renditions.map((rung, index) => {
    const samples = decoded[index]!;
    return { rung, samples, peak: 20 * Math.log10(loudest(samples) / 32_768) };
  });
}
const loudest = (samples: Int16Array) => samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

describe("one decode for everything that is measured and heard", () => {
  test("an MP3 that changes its rate and its channels has the loudness that is heard", async () => {
    const plain = ["-c:a", "libmp3lame", "-id3v2_version", "0", "-write_xing", "0"];
    const loud = await made("p1.mp3", ...tone(0.5, 4), ...plain);
    const quiet = ["-f", "lavfi", "-i", "aevalsrc=0.02*sin(1000*PI*t):s=24000:d=3"];
    const joint = Buffer.concat([loud, await made("p2.mp3", ...quiet, ...plain)]);
    const result = await outcome("joint.mp3", joint);
    expect(result.loudness.integrated_lufs!).toBeGreaterThan(-8);
    expect(result.loudness.true_peak_dbtp!).toBeGreaterThan(-7);
    const lengths = result.renditions.map((rung) => rung.valid_samples);
    expect(new Set(lengths).size).toBe(1);
  });

  test("chained Opus has no burst at its seam, and is as long as its links", async () => {
    const links = [];
    for (const seconds of [3, 2])
      links.push(await made(`${seconds}.opus`, ...tone(0.3, seconds, 48_000), "-c:a", "libopus"));
    const result = await outcome("chain.opus", Buffer.concat(links));
    expect(result.source.duration_ms).toBe(5000);
    expect(result.loudness.true_peak_dbtp!).toBeLessThan(-9.5);
    for (const { peak } of await heard("chain.opus", result)) expect(peak).toBeLessThan(-9.3);
  });

  test("chained Vorbis of two rates has one length in every rung", async () => {
    const one = await made("a.ogg", ...tone(0.3, 2), "-c:a", "libvorbis");
    const two = await made("b.ogg", ...tone(0.3, 2, 22_050), "-ac", "1", "-c:a", "libvorbis");
    const result = await outcome("rates.ogg", Buffer.concat([one, two]));
    expect(result.source.duration_ms).toBeCloseTo(4000, -1);
    for (const { rung } of await heard("rates.ogg", result))
      expect((rung.valid_samples * 1000) / rung.sample_rate).toBeCloseTo(result.source.duration_ms, -1);
  });

  describe("full-scale 5.1", () => {
    const kinds = ["ogg", "flac", "ac3", "m4a"];
    beforeAll(() => {
      const six = Array.from({ length: 6 }, () => "0.9*sin(880*PI*t)").join("|");
      const source = ["-f", "lavfi", "-i", `aevalsrc=${six}:c=5.1:s=48000:d=1.5`];
      // ffmpeg's default search for AAC makes tones louder than they are.
      const encoder = (kind: string) => (kind === "m4a" ? ["-aac_coder", "fast"] : []);
      return madeAll(
        source,
        kinds.map((kind) => [`full.${kind}`, ["-b:a", "448k", ...encoder(kind)]] as const),
      );
    });

    test.each(kinds)("in %s is folded down without clipping, at the same level", async (kind) => {
      const { loudness, loudest } = await listen(join(setup.dir, `full.${kind}`));
      expect(loudness.true_peak_dbtp!).toBeLessThan(-0.1);
      // What every encoder is given: no sample above what was measured, which is below full scale.
      expect(20 * Math.log10(loudest)).toBeLessThan(loudness.true_peak_dbtp! + 0.1);
      expect(20 * Math.log10(loudest)).toBeGreaterThan(loudness.true_peak_dbtp! - 0.6);
    });

    test("is heard so in every rung", async () => {
      const result = await outcome("full.ac3", await readFile(join(setup.dir, "full.ac3")));
      for (const { samples, peak } of await heard("full.ac3", result)) {
        expect(loudest(samples)).toBeLessThan(32_767);
        expect(peak).toBeLessThan(result.loudness.true_peak_dbtp! + 0.6);
      }
    });
  });

  test("floats above full scale are turned down instead of clipped", async () => {
    const hot = await made("hot.wav", ...tone(1.8, 2), "-c:a", "pcm_f32le");
    const result = await outcome("hot.wav", hot);
    expect(result.loudness.true_peak_dbtp!).toBeCloseTo(-1, 0);
    for (const { samples } of await heard("hot.wav", result)) expect(loudest(samples)).toBeLessThan(32_000);
  });

  test("24-bit samples reach FLAC bit for bit", async () => {
    const deep = await made("deep.wav", ...tone(0.123_456, 1), "-c:a", "pcm_s24le");
    const result = await outcome("deep.wav", deep);
    const file = await joined(setup.media, "hls/deep.wav/v1/", result.renditions[3]!, setup.dir);
    const hash = async (of: string) =>
      (
        await run("ffmpeg", ["-v", "error", "-i", of, "-c:a", "pcm_s24le", "-f", "md5", "-"])
      ).stdout.toString();
    expect(await hash(file)).toBe(await hash(join(setup.dir, "deep.wav")));
  });
});

describe("what is promised and not there", () => {
  const kinds: [string, string[]][] = [
    ["wav", []],
    ["flac", []],
    ["caf", []],
    ["w64", []],
    ["tta", []],
    ["wma", []],
    ["mp3", []],
    ["m4a", ["-movflags", "+faststart"]],
  ];
  const whole: [string, string[]][] = [
    ["wav", []],
    ["caf", []],
    ["mp3", []],
    ["m4a", []],
    ["ogg", ["-c:a", "libvorbis"]],
    ["opus", ["-c:a", "libopus"]],
    ["wma", []],
    ["mka", ["-c:a", "flac"]],
  ];
  const cut = async (name: string) => {
    const bytes = await readFile(join(setup.dir, name));
    return bytes.subarray(0, Math.floor(bytes.length / 2));
  };
  beforeAll(async () => {
    const toCut = kinds.map(([kind, options]) => [`whole.${kind}`, options] as const);
    // A constant bit rate, and no frame count.
    await madeAll(tone(0.3, 4), [...toCut, ["bare.mp3", ["-write_xing", "0", "-b:a", "128k"]]]);
    await madeAll(
      tone(0.3, 3),
      whole.map(([kind, options]) => [`fine.${kind}`, options] as const),
    );
  });

  test.each(kinds)("%s cut at half is held back with both lengths", async (kind) => {
    const { review, seconds } = await decided(`half.${kind}`, await cut(`whole.${kind}`));
    expect(review).toMatchObject({ reason: "shorter", readable_ms: Math.round(seconds * 1000) });
    expect(review!.promised_ms! / 1000).toBeCloseTo(4, 1);
  });

  test("and the service says so of what it published", async () => {
    const result = await outcome("published.m4a", await cut("whole.m4a"));
    expect(result.review).toMatchObject({ reason: "shorter", readable_ms: result.source.duration_ms });
    expect(result.review!.promised_ms! / 1000).toBeCloseTo(4, 1);
  });

  test.each(whole)("%s that is whole goes out by itself", async (kind) => {
    expect((await listen(join(setup.dir, `fine.${kind}`))).review).toBeNull();
  });

  test("a constant bit rate promises nothing: an MP3 without a frame count is what it is", async () => {
    expect((await decided("cut-bare.mp3", await cut("bare.mp3"))).review).toBeNull();
  });

  test("packets that can't be decoded inside of a stream without a length", async () => {
    const adts = await made("noise.aac", ...tone(0.3, 4));
    for (let at = 8000; at < 30_000; at += 1) if (at % 5 !== 0) adts[at] = (at * 7919) & 0xff;
    expect((await decided("noise.aac", adts)).review).toMatchObject({ reason: "errors", promised_ms: null });
  });
});

describe("where AAC begins and ends", () => {
  test("AAC and FLAC start at the same sample, whoever plays them", async () => {
    const shape = { seconds: 3, sampleRate: 44_100, channels: 2 };
    const click = renderPcm(shape, (at) => (at >= 1 && at < 1.002 ? 0.8 : 0));
    const result = await outcome("click.wav", wavOf(click, shape));
    const onset = (samples: Int16Array) => samples.findIndex((one) => Math.abs(one) > 8000) / 2;
    for (const { samples } of await heard("click.wav", result))
      expect(Math.abs(onset(samples) - 44_100)).toBeLessThan(44);
  });

  test("an M4A of exactly five seconds lasts five seconds", async () => {
    const result = await outcome("five.m4a", await made("five.m4a", ...tone(0.3, 5)));
    expect(result.source.duration_ms).toBe(5000);
    expect(result.review).toBeNull();
    for (const rung of result.renditions) expect(rung.valid_samples / rung.sample_rate).toBe(5);
  });
});

describe("formats", () => {
  const id3 = (() => {
    const tag = Buffer.alloc(10 + 2000);
    tag.write("ID3\x03", "latin1");
    tag.writeUInt8(2000 >> 7, 8);
    tag.writeUInt8(2000 & 0x7f, 9);
    return tag;
  })();

  const taken = ["au", "eac3", "wv"];
  const tagged = ["tta", "ac3"];
  beforeAll(() =>
    madeAll(
      tone(0.3, 2),
      [...taken, ...tagged].map((kind) => [`t.${kind}`, []] as const),
    ),
  );

  test.each(taken)("%s is taken", async (kind) => {
    expect((await listen(join(setup.dir, `t.${kind}`))).seconds).toBeCloseTo(2, 1);
  });

  test.each(tagged)("%s behind an ID3 tag is taken", async (kind) => {
    const bytes = Buffer.concat([id3, await readFile(join(setup.dir, `t.${kind}`))]);
    expect((await decided(`id3.${kind}`, bytes)).seconds).toBeGreaterThan(1.9);
  });

  test("AAC whose packets are garbage is damaged, not unsupported", async () => {
    const m4a = await made("g.m4a", ...tone(0.3, 2), "-movflags", "+faststart");
    const from = m4a.indexOf("mdat") + 4;
    for (let at = from; at < m4a.length; at += 1) m4a[at] = (Math.imul(at, 2_654_435_761) >>> 13) & 0xff;
    await expect(decided("g.m4a", m4a)).rejects.toMatchObject({ code: "damaged" });
  });

  test.each([
    ["DFF", "FRM8\0\0\0\0\0\0\x10\0DSD FVER"],
    ["Musepack", "MPCKSH\x0f"],
    ["MIDI", "MThd\0\0\0\x06\0\x01"],
  ])("%s is known and not taken: unsupported, with what to do", async (name, head) => {
    const { last } = await runSource(
      setup,
      service,
      `${name}.bin`,
      Buffer.from(head.padEnd(5000, "\0"), "latin1"),
    );
    expect(last).toMatchObject({ type: "failed", code: "unsupported" });
    expect(JSON.stringify(last)).toMatch(/WAV|FLAC/);
  });
});

describe("what lies inside of the file beside the sound", () => {
  test("the front cover wins over a back cover that comes first", async () => {
    const picture = ["-f", "lavfi", "-i", "testsrc=s=300x300"];
    await madeAll(picture, [
      ["back.png", ["-frames:v", "1"]],
      ["front.png", ["-frames:v", "1", "-s", "200x200"]],
    ]);
    await writeFile(join(setup.dir, "plain.wav"), musicWav(1));
    const inputs = ["plain.wav", "back.png", "front.png"].flatMap((name) => ["-i", join(setup.dir, name)]);
    const bytes = await made(
      "covers.flac",
      ...[...inputs, "-map", "0", "-map", "1", "-map", "2", "-c:v", "copy", "-disposition:v", "attached_pic"],
      ...["-metadata:s:v:0", "comment=Cover (back)", "-metadata:s:v:1", "comment=Cover (front)"],
    );
    const result = await outcome("covers.flac", bytes);
    expect(result.artwork).toBe("artwork/");
    const square = sniffPicture(object(setup.media, "hls/covers.flac/v1/artwork/1200.jpg"));
    expect(square).toMatchObject({ width: 200 });
  });

  test("the waveform file tells peak and RMS apart", async () => {
    const shape = { seconds: 2, sampleRate: 8000, channels: 1 };
    const bytes = wavOf(
      renderPcm(shape, (at) => (at < 1 ? 0.9 : 0.09) * Math.sin(at * 2000)),
      shape,
    );
    await outcome("dynamics.wav", bytes);
    const waveform = Waveform.parse(
      JSON.parse(object(setup.media, "hls/dynamics.wav/v1/waveform.json").toString()),
    );
    const [loud, quiet] = [Math.floor(waveform.length / 4), Math.floor((waveform.length * 3) / 4)];
    expect(waveform.peak![loud]! - waveform.peak![quiet]!).toBeCloseTo(2000, -2);
    expect(waveform.peak![loud]! - waveform.rms![loud]!).toBeGreaterThan(200);
  });
});
