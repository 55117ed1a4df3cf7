/**
 * In Chromium, signed in: from the click to `playing` with the player over the `/stream` socket, against
 * hls.js on our own HLS and on nginx, in the same run, on loopback and over a line of 60 ms round trip and 5
 * Mbit/s (a proxy of ours on both). Then the next track, which the session has sent ahead: from the click on
 * "next" to its sound. Aims: first track ≤ 0.8 ×, next ≤ 50 ms.
 * Run: `node bench/session-start.ts [runs]`. Needs Chromium and nginx.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { musicWav } from "@veza/testing/sound";
import type { Browser, BrowserContext } from "playwright-core";
import { clickToPlaying, launchChromium } from "./support/chromium.ts";
import { median, report } from "./support/figures.ts";
import { HLS_JS, hlsPage, mirrorForHlsJs } from "./support/hls-page.ts";
import { signIn, upload, watchInbox } from "./support/listener.ts";
import { startNginx } from "./support/nginx.ts";
import { startPlatform } from "./support/platform.ts";
import { startSlowLine } from "./support/slow-line.ts";

const runs = Number(process.argv[2] ?? 9);
const dir = await mkdtemp(join(tmpdir(), "veza-bench-"));
const stack = await startPlatform();
const peer = await startNginx(dir);
const hlsJs = await readFile(HLS_JS, "utf8");
try {
  const artist = await signIn(stack);
  const inbox = await watchInbox(artist);
  const tracks = [];
  for (const title of ["First", "Second"]) {
    const { track } = await upload(artist, new Uint8Array(musicWav(60)), title);
    await inbox.ended(track.id);
    tracks.push(track);
  }
  inbox.close();
  const [first] = tracks;
  if (first === undefined) throw new Error("no track");
  const master = `/stream/hls/public/${first.id}/v1/master.m3u8`;
  if (peer !== null) await mirrorForHlsJs(new URL(master, stack.url), peer.www);

  await compare("loopback", await launchChromium(), first.id, master);
  const origins = [new URL(stack.url), ...(peer === null ? [] : [new URL(peer.url)])];
  const lines = await Promise.all(
    origins.map(({ port }) => startSlowLine(Number(port), { delay_ms: 30, kbps: 5_000 })),
  );
  // The addresses stay what they are, so that origin and cookies do too; only where they lead changes.
  const rules = origins.map(({ host }, i) => `MAP ${host} 127.0.0.1:${lines[i]?.port}`).join(",");
  await compare(
    "60 ms, 5 Mbit/s",
    await launchChromium([`--host-resolver-rules=${rules}`]),
    first.id,
    master,
  );
  for (const line of lines) line.stop();
} finally {
  peer?.stop();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}

async function compare(name: string, browser: Browser, trackId: string, master: string): Promise<void> {
  const times = {
    socket: [] as number[],
    ourHls: [] as number[],
    nginx: [] as number[],
    next: [] as number[],
  };
  try {
    for (let i = 0; i < runs + 1; i++) {
      const socket = await clickToPlaying(
        browser,
        `${stack.url}/tracks/${trackId}`,
        (page) => page.locator("main").getByRole("button", { name: /^play/i }).first(),
        signInPage,
      );
      const ourHls = await clickToPlaying(
        browser,
        `${stack.url}/bench`,
        (page) => page.locator("button"),
        async (_context, page) => {
          await page.route("**/bench", (route) =>
            route.fulfill({ contentType: "text/html", body: hlsPage("/bench-hls.js", master) }),
          );
          await page.route("**/bench-hls.js", (route) =>
            route.fulfill({ contentType: "text/javascript", body: hlsJs }),
          );
        },
      );
      const nginx =
        peer === null
          ? null
          : await clickToPlaying(browser, `${peer.url}/index.html`, (page) => page.locator("button"));
      const next = await clickNext(browser);
      // The first of each warms the caches of the servers.
      if (i === 0) continue;
      times.socket.push(socket);
      times.ourHls.push(ourHls);
      if (nginx !== null) times.nginx.push(nginx);
      times.next.push(next);
    }
  } finally {
    await browser.close();
  }
  const ms = (values: number[]) => `${median(values).toFixed(0)} ms`;
  const ratio = (values: number[]) => median(times.socket) / median(values);
  report(`${name}: socket / hls.js, our HLS`, ms(times.socket), ms(times.ourHls), ratio(times.ourHls));
  report(
    `${name}: socket / hls.js, nginx`,
    ms(times.socket),
    peer === null ? null : ms(times.nginx),
    ratio(times.nginx),
  );
  report(`${name}: next track, aim 50 ms`, ms(times.next), "50 ms", median(times.next) / 50);
}

/** By the form, as a listener does: the page remembers that there is somebody. */
async function signInPage(context: BrowserContext): Promise<void> {
  const signInPage = await context.newPage();
  await signInPage.goto(`${stack.url}/sign-in`);
  await signInPage.getByLabel("E-mail").fill("artist@veza.test");
  await signInPage.getByLabel("Password", { exact: true }).fill("veza-demo-1");
  await signInPage.getByRole("button", { name: "Sign in" }).click();
  await signInPage.getByRole("heading", { name: "Newest" }).waitFor();
  await signInPage.close();
}

/** From the click on "next" until the element plays on within the next track. */
async function clickNext(browser: Browser): Promise<number> {
  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  await signInPage(context);
  const page = await context.newPage();
  await page.addInitScript(() => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      Reflect.set(window, "theAudio", this);
      return play.call(this);
    };
  });
  await page.goto(stack.url, { waitUntil: "networkidle" });
  await page.locator("main").getByRole("button", { name: /^play/i }).first().click();
  await page.waitForFunction(() => {
    const audio: unknown = Reflect.get(window, "theAudio");
    return audio instanceof HTMLMediaElement && audio.currentTime > 1 && audio.buffered.length > 0;
  });
  // Long enough for the beginning of the next track to be sent ahead.
  await page.waitForTimeout(4_000);
  const took = await page.evaluate(async () => {
    const audio: unknown = Reflect.get(window, "theAudio");
    if (!(audio instanceof HTMLMediaElement)) throw new Error("nothing plays");
    const button = document.querySelector<HTMLButtonElement>('button[aria-label^="Next"]');
    if (button === null) throw new Error("there is no next button");
    const before = audio.currentTime;
    const started = performance.now();
    button.click();
    // Somewhere else on the timeline, and moving there.
    for (let at = before, jumped = false; ; ) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const now = audio.currentTime;
      if (!jumped && Math.abs(now - before) > 5) {
        jumped = true;
        at = now;
      } else if (jumped && now > at + 0.001 && !audio.seeking) return performance.now() - started;
      if (performance.now() - started > 20_000) throw new Error("the next track did not start");
    }
  });
  await context.close();
  return took;
}
