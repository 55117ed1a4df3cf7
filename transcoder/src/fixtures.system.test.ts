import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AudioResult } from "@veza/contracts/jobs";
import { FailureCode } from "@veza/contracts/media";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAll, joined } from "./testing/decode.ts";
import type { Service } from "./testing/service.ts";
import { runSource, type Setup, setUp } from "./testing/setup.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/fixtures/audio/", import.meta.url));

/**
 * What each file is, found out with ffmpeg and by ear. A length in milliseconds means that it plays for so
 * long (what is really in it, not what its header says).
 */
const EXPECTED: Record<string, number | FailureCode> = {
  "adts.aac": 16_000,
  // Its header says 4.8 s; all 56 packets decode.
  "alac.mka": 5595,
  // AAC Main with prediction, which ffmpeg can't decode.
  "audio-in-mp4.mp4": "unsupported",
  "broadcast.bwf.wav": 527,
  // The first bytes of its EBML header are broken.
  "corrupt.mkv": "damaged",
  // Cut off; the header promises 62 s.
  "incomplete.mp3": 49_241,
  // The header's estimate is 37.5 s.
  "iso-44k.mp3": 10_710,
  "iso-sine-1k.mp3": 8307,
  "m1f1-int8.aif": 2937,
  "missing-chunk-size.wav": 627,
  // The header promises nine minutes; 39 frames are there.
  "odd.flac": 3622,
  "outofbounds.mp3": 418,
  // A second of nothing but zeros.
  "short.wma": "silent",
  "speech.opus.ogg": 2907,
  "speech.vorbis.ogg": 2907,
  // Cut off after two seconds of four minutes.
  "tagged.flac": 1950,
  // Cut off before its first audio packet.
  "tagged.m4a": "damaged",
};
/** Those that promise more than is in them, or whose decoder complains. */
const HELD_BACK = ["odd.flac", "outofbounds.mp3", "tagged.flac"];
const WITH_PICTURE = ["incomplete.mp3", "odd.flac", "tagged.flac"];

const names = existsSync(FOLDER) ? readdirSync(FOLDER) : [];

// A clone without the folder has nothing to walk; the other system tests make their own files.
if (names.length === 0) test("no folder of fixtures is here", () => expect(existsSync(FOLDER)).toBe(false));
else describeFixtures();

function describeFixtures() {
  describe("files from the wild", () => {
    let setup: Setup;
    let service: Service;
    beforeAll(async () => {
      setup = await setUp();
      service = await setup.start();
    });
    afterAll(() => setup.close());

    test.each(names)("%s ends playable or with a reason", async (name) => {
      const { last } = await runSource(setup, service, name, readFileSync(FOLDER + name));
      const expected = EXPECTED[name];
      if (last?.type === "failed") {
        expect(FailureCode.parse(last.code)).not.toBe("internal");
        expect(last.detail).not.toMatch(/\/job-| @ 0x/);
        if (expected !== undefined) expect(last.code).toBe(expected);
        expect(setup.media.objects.has(`hls/${name}/v1/index.json`)).toBe(false);
        return;
      }
      if (last?.type !== "result" || last.result.kind !== "audio") throw new Error(JSON.stringify(last));
      await expectPlayable(setup, name, last.result);
      if (expected === undefined) return;
      expect(last.result.review !== null).toBe(HELD_BACK.includes(name));
      expect(last.result.source.duration_ms).toBe(expected);
      expect(last.result.artwork).toBe(WITH_PICTURE.includes(name) ? "artwork/" : null);
    });
  });
}

/** Decodes the cheapest and the best rung strictly, and holds their length against the source's. */
async function expectPlayable(setup: Setup, name: string, result: AudioResult): Promise<void> {
  const rungs = [result.renditions[0]!, result.renditions[3]!];
  const files = [];
  for (const rung of rungs) files.push(await joined(setup.media, `hls/${name}/v1/`, rung, setup.dir));
  const decoded = await decodeAll(files);
  for (const [index, rung] of rungs.entries()) {
    const seconds = decoded[index]!.length / rung.channels / rung.sample_rate;
    expect(seconds).toBeGreaterThan(result.source.duration_ms / 1000 - 0.01);
    expect(seconds).toBeLessThan(result.source.duration_ms / 1000 + 0.03);
  }
}
