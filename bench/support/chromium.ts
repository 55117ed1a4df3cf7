import { CHROMIUM, programOf } from "@veza/dev/tools/install-tools";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Debian's Chromium, playing without a gesture and without a sound card. */
export async function launchChromium(args: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.VEZA_CHROMIUM ?? (await programOf(CHROMIUM)),
    args: [
      "--no-sandbox",
      "--autoplay-policy=no-user-gesture-required",
      "--disable-background-networking",
      "--mute-audio",
      ...args,
    ],
  });
}

/**
 * From the click to `playing`, in a fresh page. @param prepare what the page needs before it is opened, such
 * as a session
 */
export async function clickToPlaying(
  browser: Browser,
  url: string,
  button: (page: Page) => ReturnType<Page["locator"]>,
  prepare?: (context: BrowserContext, page: Page) => Promise<void>,
): Promise<number> {
  const context = await browser.newContext({ locale: "en-GB", serviceWorkers: "block" });
  const page = await context.newPage();
  await prepare?.(context, page);
  await page.addInitScript(() => {
    const times = { click: 0, playing: 0 };
    Reflect.set(window, "times", times);
    window.addEventListener("click", () => (times.click ||= performance.now()), true);
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      this.addEventListener("playing", () => (times.playing ||= performance.now()), { once: true });
      return play.call(this);
    };
  });
  await page.goto(url, { waitUntil: "networkidle" });
  // What a page does in its idle time (the player's code, a session's socket) is done before somebody clicks.
  await page.waitForTimeout(700);
  await button(page).click();
  await page.waitForFunction(() => (Reflect.get(window, "times") as { playing: number }).playing > 0);
  const times = await page.evaluate(() => Reflect.get(window, "times") as { click: number; playing: number });
  await context.close();
  return times.playing - times.click;
}
