import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PIECES } from "./pieces.ts";
import { encodeWav, SAMPLE_RATE } from "./wav.ts";

const run = promisify(execFile);
/** Rendered twice: a piece takes seconds. */
const TWICE = "cartridge-summer";
const hash = (wav: Uint8Array): string => createHash("sha256").update(wav).digest("hex");
let first: string | undefined;

describe.each(Object.entries(PIECES))("the piece %s", (name, render) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "veza-piece-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is minutes long, neither clipped nor silent, and as loud as ffmpeg says it should be", async () => {
    const sound = render();
    const seconds = sound.left.length / SAMPLE_RATE;
    expect(seconds).toBeGreaterThan(100);
    expect(seconds).toBeLessThan(200);

    const file = join(folder, `${name}.wav`);
    const wav = encodeWav(sound);
    if (name === TWICE) first = hash(wav);
    await writeFile(file, wav);
    const { stderr } = await run("ffmpeg", [
      "-hide_banner",
      "-nostats",
      "-i",
      file,
      "-af",
      "ebur128=peak=true,silencedetect=n=-60dB:d=2,astats=measure_perchannel=none",
      "-f",
      "null",
      "-",
    ]);
    const number = (pattern: RegExp): number =>
      Number(pattern.exec(stderr.slice(stderr.lastIndexOf("Summary")))?.[1]);
    expect(number(/I:\s+(-[\d.]+) LUFS/)).toBeGreaterThan(-17);
    expect(number(/I:\s+(-[\d.]+) LUFS/)).toBeLessThan(-10);
    expect(number(/Peak:\s+(-?[\d.]+) dBFS/)).toBeLessThan(-0.3);
    // A fade at the end may fall below the threshold, no more than that.
    const silences = [...stderr.matchAll(/silence_start: ([\d.]+)/g)].map((match) => Number(match[1]));
    for (const start of silences) expect(start).toBeGreaterThan(seconds - 8);
    expect(Math.abs(Number(/DC offset: (-?[\d.]+)/.exec(stderr)?.[1]))).toBeLessThan(0.002);
  });
});

it("makes the same music from the same seed", () => {
  const again = (): string => hash(encodeWav(PIECES[TWICE]()));
  first ??= again();
  expect(again()).toBe(first);
});
