import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  axeOf,
  demoAccount,
  heardFor,
  launch,
  signIn,
  sound,
  type Visit,
  type VisitOptions,
  visit,
} from "./platform.ts";
import { type SharedStack, theStack } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;
const open: (() => Promise<void>)[] = [];
const listener = demoAccount("session_artist");

beforeAll(async () => {
  stack = await theStack();
  browser = await launch();
});
// A page that stays open goes on being a device.
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
afterAll(async () => {
  await browser?.close();
});

interface Device extends Visit {
  /** Segments that were fetched by HTTP. */
  segments: string[];
}

/** Keeps the page's sockets where a test can break them, and counts how often the element had to wait. */
function watchPage(): void {
  const sockets: WebSocket[] = [];
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      sockets.push(this);
    }
  };
  const waits: string[] = [];
  const sources: string[] = [];
  for (const name of ["waiting", "emptied", "playing", "seeking"])
    document.addEventListener(
      name,
      (event) => {
        const { currentTime, src } = event.target as HTMLAudioElement;
        waits.push(`${name} ${currentTime.toFixed(2)}`);
        if (sources.at(-1) !== src) sources.push(src);
      },
      true,
    );
  Object.assign(window, { vezaTest: { sockets, waits, sources } });
}

/** What `watchPage` has seen. */
const seen = (page: Page) =>
  page.evaluate(() => {
    const { waits, sources }: { waits: string[]; sources: string[] } = Reflect.get(window, "vezaTest");
    return { waits: waits.splice(0), sources };
  });

const breakSockets = (page: Page) =>
  page.evaluate(() => {
    const { sockets }: { sockets: WebSocket[] } = Reflect.get(window, "vezaTest");
    const live = sockets.filter((it) => it.readyState === WebSocket.OPEN && it.url.includes("/stream?"));
    for (const socket of live) socket.close();
    return live.length;
  });

async function device(
  options: VisitOptions = {},
  prepare?: (page: Page) => Promise<unknown>,
): Promise<Device> {
  const seat = await visit(browser, stack.url, { expectsNetworkErrors: true, ...options });
  const { page } = seat;
  open.push(seat.close);
  const segments: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith(".m4s")) segments.push(request.url());
  });
  await page.addInitScript(watchPage);
  await prepare?.(page);
  await signIn(page, listener);
  return { ...seat, segments };
}

const player = (page: Page) => page.getByRole("region", { name: "Player" });
const play = (page: Page, title: string) =>
  page
    .getByRole("button", { name: `Play ${title}` })
    .first()
    .click();
const titleOf = (page: Page) => page.evaluate(() => navigator.mediaSession.metadata?.title ?? null);
/** Seconds into the track as the player bar says them to assistive technology. */
const positionOf = async (page: Page) =>
  Number(
    await player(page)
      .getByRole("slider", { name: /^Position in/ })
      .first()
      .getAttribute("aria-valuenow"),
  );

describe("one device", () => {
  test("plays through the socket, joins and skips from what is buffered, and survives a broken socket", async () => {
    const { page, segments, complaints } = await device();
    await play(page, "Quartz");
    await heardFor(page, 1);
    await seen(page);
    expect(await breakSockets(page)).toBe(1);
    await heardFor(page, 6);
    const { waits, sources } = await seen(page);
    expect(waits.filter((it) => it.startsWith("waiting") || it.startsWith("emptied"))).toEqual([]);

    // What follows has been sent ahead: the click only moves the needle.
    await page.getByRole("button", { name: "Next track" }).first().click();
    await expect.poll(() => titleOf(page)).toBe("Basalt");
    await heardFor(page, 1);
    expect((await seen(page)).sources).toEqual(sources);

    // Anywhere in the track.
    const slider = player(page)
      .getByRole("slider", { name: /^Position in/ })
      .first();
    const box = (await slider.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.8, box.y + box.height / 2);
    await heardFor(page, 2);
    await expect.poll(() => positionOf(page)).toBeGreaterThan(28);
    // Over the border into the third.
    await expect.poll(() => titleOf(page), { timeout: 30_000 }).toBe("Marble");
    await heardFor(page, 1);
    expect(segments).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("finds its queue again after a reload, and goes on from the same place", async () => {
    const { page } = await device();
    await play(page, "Quartz");
    await heardFor(page, 4);
    await page.getByRole("button", { name: "Pause" }).first().click();
    const { time } = await sound(page);
    await page.reload();
    await player(page).getByRole("link", { name: "Quartz" }).waitFor();
    expect((await sound(page)).isPaused).toBe(true);
    await expect.poll(() => positionOf(page)).toBeGreaterThan(time - 2);
    await player(page).getByRole("button", { name: "Queue" }).click();
    await page.getByRole("dialog", { name: "Queue" }).getByText("Marble").waitFor();
    await page.keyboard.press("Escape");
    await player(page).getByRole("button", { name: "Play", exact: true }).click();
    await heardFor(page, 1);
    expect((await sound(page)).time).toBeGreaterThan(time - 1);
  });

  test("plays by HTTP where sockets are blocked", async () => {
    const { page, segments } = await device({}, (it) =>
      it.routeWebSocket(/\/stream\?/, (socket) => socket.close({ code: 1001 })),
    );
    await play(page, "Quartz");
    await heardFor(page, 3);
    expect(segments.length).toBeGreaterThan(0);
  });
});

describe("two devices", () => {
  test("one sounds, the other shows and steers it, and takes the sound over", async () => {
    const desk = await device();
    const phone = await device({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await play(desk.page, "Basalt");
    await heardFor(desk.page, 2);
    const strip = player(phone.page).getByText("Playing on Chrome on Linux");
    await strip.waitFor();
    expect(await sound(phone.page)).toMatchObject({ isPaused: true });

    await player(phone.page).getByRole("button", { name: "Pause" }).first().tap();
    await expect.poll(async () => (await sound(desk.page)).isPaused).toBe(true);
    await player(phone.page).getByRole("button", { name: "Play", exact: true }).first().tap();
    await expect.poll(async () => (await sound(desk.page)).isPaused).toBe(false);
    await heardFor(desk.page, 1);

    for (const theme of ["dark", "light"]) {
      for (const seat of [phone, desk]) {
        await seat.page.evaluate((it) => document.documentElement.setAttribute("data-theme", it), theme);
      }
      // Names and roles are the same in every theme.
      const axe = await axeOf(phone.page);
      if (theme === "light") axe.withRules(["color-contrast"]);
      const { violations } = await axe.include("section[aria-label=Player]").analyze();
      expect(violations.map((it) => it.id)).toEqual([]);
    }

    const before = await sound(desk.page);
    const at = Date.now();
    await player(phone.page).getByRole("button", { name: "Play here" }).tap();
    await expect.poll(async () => (await sound(phone.page)).isPaused).toBe(false);
    await heardFor(phone.page, 0.2);
    const after = await sound(phone.page);
    expect(after.time - (before.time + (Date.now() - at) / 1000)).toBeLessThan(0.3);
    await expect.poll(async () => (await sound(desk.page)).isPaused).toBe(true);
    await player(desk.page)
      .getByText(/^Playing on/)
      .waitFor();
    expect([...desk.segments, ...phone.segments]).toEqual([]);
    expect([...desk.complaints, ...phone.complaints]).toEqual([]);
  });
});
