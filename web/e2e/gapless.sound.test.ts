import { HALF_S, SINE_HZ } from "@veza/dev/testing/stage";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { heardFor, launch, visit } from "./platform.ts";
import { type SharedStack, theStack } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;

beforeAll(async () => {
  stack = await theStack();
  browser = await launch();
});
afterAll(() => browser?.close());

/** A worklet that hands on every sample it is given. */
const RECORDER = `registerProcessor("recorder", class extends AudioWorkletProcessor {
  process([input]) { if (input[0]) this.port.postMessage(input[0].slice()); return true; }
});`;

interface Joint {
  /** Seconds of sound that were looked at. */
  seconds: number;
  /**
   * Largest step in the phase of the sine between neighbouring windows of 400 samples, in samples, and where
   * (s).
   */
  jump: number;
  jumpAt: number;
  /** Smallest amplitude of the sine in a window. */
  quietest: number;
  quietestAt: number;
}

/**
 * Records what the audio element plays until `until` (its own time) and looks for where the sine breaks: a
 * gap or a repetition of n samples is a step of its phase of n samples (modulo its period of 100), silence an
 * amplitude of 0.
 */
function listenTo(page: Page, until: number): Promise<Joint> {
  return page.evaluate(
    async ({ limit, recorder, frequency }) => {
      const audio = document.querySelector("audio");
      if (!audio) throw new Error("nothing plays");
      const rate = 44_100;
      const context = new AudioContext({ sampleRate: rate });
      await context.audioWorklet.addModule(
        URL.createObjectURL(new Blob([recorder], { type: "text/javascript" })),
      );
      const node = new AudioWorkletNode(context, "recorder");
      const chunks: Float32Array[] = [];
      node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => chunks.push(data);
      context.createMediaElementSource(audio).connect(node).connect(context.destination);
      while (audio.currentTime < limit) await new Promise((resolve) => setTimeout(resolve, 20));
      audio.pause();
      await context.suspend();
      const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      chunks.reduce((at, chunk) => {
        all.set(chunk, at);
        return at + chunk.length;
      }, 0);
      const begin = all.findIndex((it) => Math.abs(it) > 0.1) + rate / 10;
      const end = all.findLastIndex((it) => Math.abs(it) > 0.1) - rate / 10;
      const omega = (2 * Math.PI * frequency) / rate;
      const window = 400;
      const joint = { seconds: (end - begin) / rate, jump: 0, jumpAt: 0, quietest: 1, quietestAt: 0 };
      let last: number | null = null;
      for (let at = begin; at + window <= end; at += window) {
        let re = 0;
        let im = 0;
        for (let i = 0; i < window; i += 1) {
          re += (all[at + i] ?? 0) * Math.cos(omega * (at + i));
          im -= (all[at + i] ?? 0) * Math.sin(omega * (at + i));
        }
        const amplitude = (2 * Math.hypot(re, im)) / window;
        if (amplitude < joint.quietest)
          Object.assign(joint, { quietest: amplitude, quietestAt: (at - begin) / rate });
        const phase = Math.atan2(im, re);
        if (last !== null) {
          const step = Math.abs(Math.atan2(Math.sin(phase - last), Math.cos(phase - last))) / omega;
          if (step > joint.jump) Object.assign(joint, { jump: step, jumpAt: (at - begin) / rate });
        }
        last = phase;
      }
      return joint;
    },
    { limit: until, recorder: RECORDER, frequency: SINE_HZ },
  );
}

describe("two tracks that follow each other", () => {
  test.each(["aac_128", "flac"])("join without a gap in %s", async (quality) => {
    // The recorder is a script that the page's own policy would refuse.
    const { page, complaints, close } = await visit(browser, stack.url, { bypassCSP: true });
    // Normalisation off: the recorder takes the place of its gain.
    await page.addInitScript(
      (it) =>
        localStorage.setItem("veza.player", JSON.stringify({ quality: it, isNormalised: false, volume: 1 })),
      quality,
    );
    await page.goto("/");
    await page.getByRole("button", { name: "Play Half A" }).click();
    await heardFor(page, 0.3);
    const joint = await listenTo(page, HALF_S * 2 - 1.5);
    console.log(quality, JSON.stringify(joint));
    expect(joint.seconds).toBeGreaterThan(9);
    // Of half of full scale. In AAC the joint is up to 1 ms softer than the rest since everything is encoded
    // from one decode (the matrix has it among what is owed); a frame that is missing would be silence.
    expect(joint.quietest).toBeGreaterThan(quality === "flac" ? 0.45 : 0.4);
    expect(joint.jump).toBeLessThan(1);
    expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe("Half B");
    expect(await page.evaluate(() => document.querySelector("audio")?.buffered.length)).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });
});
