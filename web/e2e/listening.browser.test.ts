import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Account,
  heardFor,
  join,
  launch,
  newAccount,
  publish,
  type Stack,
  sound,
  startStack,
  visit,
} from "./platform.ts";
import { melody, wav } from "./wav.ts";

let stack: Stack;
let browser: Browser;
const artist: Account = newAccount("listen");

/** One sine over both halves: where they join, the wave must go on as if nothing had happened. */
const FREQUENCY = 441;
const HALF_S = 7.3;
const sine = (from: number) => wav(HALF_S, (time) => 0.5 * Math.sin(2 * Math.PI * FREQUENCY * (from + time)));

beforeAll(async () => {
  stack = await startStack();
  browser = await launch();
  const { page, close } = await visit(browser, stack.url);
  await join(page, stack, artist);
  // The newest stands first: the second half is sent first.
  for (const file of [
    { name: "Private Song.wav", buffer: melody(40) },
    { name: "Half B.wav", buffer: sine(HALF_S) },
    { name: "Half A.wav", buffer: sine(0) },
  ]) {
    await publish(page, [{ ...file, mimeType: "audio/wav" }]);
    await page.getByRole("button", { name: "Take off the list" }).click();
  }
  await close();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** These tests are about segments by HTTP, which listeners with an account get where the session's socket is refused. */
async function signIn(page: Page): Promise<void> {
  await page.routeWebSocket(/\/stream\?/, (socket) => socket.close({ code: 1001 }));
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(artist.email);
  await page.getByLabel("Password", { exact: true }).fill(artist.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Newest" }).waitFor();
}

/** A worklet that hands on every sample it is given. */
const RECORDER = `registerProcessor("recorder", class extends AudioWorkletProcessor {
  process([input]) { if (input[0]) this.port.postMessage(input[0].slice()); return true; }
});`;

interface Joint {
  /** Seconds of sound that were looked at. */
  seconds: number;
  /** Largest step in the phase of the sine between neighbouring windows of 400 samples, in samples, and where (s). */
  jump: number;
  jumpAt: number;
  /** Smallest amplitude of the sine in a window. */
  quietest: number;
  quietestAt: number;
}

/**
 * Records what the audio element plays until `until` (its own time) and looks for where the sine breaks: a gap or a
 * repetition of n samples is a step of its phase of n samples (modulo its period of 100), silence an amplitude of 0.
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
    { limit: until, recorder: RECORDER, frequency: FREQUENCY },
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
    expect(joint.quietest).toBeGreaterThan(0.45);
    expect(joint.jump).toBeLessThan(1);
    expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe("Half B");
    expect(await page.evaluate(() => document.querySelector("audio")?.buffered.length)).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("a private track", () => {
  test("plays for its owner, and goes on when its grant is refused on the way", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await signIn(page);
    await page.goto("/my-tracks");
    await page.getByRole("button", { name: "Edit: Private Song" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Private", { exact: true }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    let refused = 0;
    await page.route("**/stream/hls/**/*.m4s", (route) => {
      if (refused > 0 || !/(1|2)\.m4s$/.test(route.request().url())) return route.continue();
      refused += 1;
      return route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        body: JSON.stringify({
          type: "about:blank",
          title: "",
          status: 403,
          detail: "",
          code: "grant_expired",
          request_id: "x",
        }),
      });
    });
    await page.goto("/my-tracks");
    await page.getByRole("button", { name: "Play Private Song" }).click();
    await heardFor(page, 9);
    expect(refused).toBe(1);
    expect(await sound(page)).toMatchObject({ isPaused: false });

    const guest = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await guest.page.goto("/");
    await guest.page.getByRole("heading", { name: "Newest" }).waitFor();
    await expect.poll(() => guest.page.getByRole("link", { name: "Private Song" }).count()).toBe(0);
    await guest.close();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("on the way", () => {
  test("a network that goes and comes back costs no click: the music waits and goes on", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await signIn(page);
    await page.route("**/stream/hls/**/*.m4s", async (route) => {
      if (await page.evaluate(() => !navigator.onLine)) return route.abort("internetdisconnected");
      // Slow enough that the whole track is not here at once.
      await new Promise((resolve) => setTimeout(resolve, 400));
      return route.continue();
    });
    await page.goto("/my-tracks");
    await page.getByRole("button", { name: "Play Private Song" }).click();
    await heardFor(page, 0.4);
    await page.context().setOffline(true);
    const player = page.getByRole("region", { name: "Player" });
    await player.getByText("Offline:").waitFor({ timeout: 20_000 });
    await page.context().setOffline(false);
    const { time } = await sound(page);
    await page.waitForFunction(
      (from) => (document.querySelector("audio")?.currentTime ?? 0) > from + 8,
      time,
      { timeout: 40_000 },
    );
    expect(await player.getByText("Offline:").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a track that was withdrawn meanwhile is skipped with a word", async () => {
    const { page, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await page.goto("/");
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await page.route(
      "**/stream/hls/**",
      (route) =>
        route.request().url().includes("waveform")
          ? route.continue()
          : route.fulfill({ status: 404, body: "" }),
      { times: 3 },
    );
    await page.route("**/api/v1/tracks/trk_*", (route) =>
      route.fulfill({
        status: 404,
        contentType: "application/problem+json",
        body: JSON.stringify({
          type: "about:blank",
          title: "",
          status: 404,
          detail: "",
          code: "not_found",
          request_id: "x",
        }),
      }),
    );
    await page.getByRole("button", { name: "Play Half A" }).click();
    await page.getByText("“Half A” was withdrawn, so it was skipped.").waitFor();
    await close();
  });

  test("the phone's player opens from below and does what the bar does", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.goto("/");
    await page.getByRole("button", { name: "Play Half A" }).tap();
    await heardFor(page, 0.4);
    await page.getByRole("button", { name: /^Open the player/ }).tap();
    const sheet = page.getByRole("dialog", { name: "Now playing" });
    const waveform = sheet.getByRole("slider", { name: /Position in Half A/ });
    const box = (await waveform.boundingBox())!;
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 3);
    await sheet.getByRole("button", { name: "Pause" }).tap();
    await expect.poll(async () => (await sound(page)).isPaused).toBe(true);
    await sheet.getByRole("button", { name: "Queue" }).tap();
    await page.getByRole("dialog", { name: "Queue" }).getByText("Half B").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
