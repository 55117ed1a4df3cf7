import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GUEST as guest, HOST as host, openParty, positionOf, soundsAt } from "./party-pages.ts";
import { type Account, heardFor, launch, signIn, sound, type VisitOptions, visit } from "./platform.ts";
import { type SharedStack, theStack } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;

beforeAll(async () => {
  stack = await theStack();
  browser = await launch();
});
afterAll(() => browser?.close());

async function seat(account: Account, options: VisitOptions = {}, next = "/") {
  const motion = { reducedMotion: "no-preference" } as const;
  const it = await visit(browser, stack.url, { expectsNetworkErrors: true, ...motion, ...options });
  await signIn(it.page, account, next);
  return it;
}

/**
 * What an element plays, and when that was asked: both pages run on one machine, so their wall clocks agree.
 */
const clockOf = (page: Page) =>
  page.evaluate(() => {
    const audio = document.querySelector("audio");
    return { at: performance.timeOrigin + performance.now(), time: audio?.currentTime ?? Number.NaN };
  });

/** How far two pages are apart, ms: positions carried to the same instant. The median of some looks. */
async function apart(one: Page, other: Page): Promise<number> {
  const looks: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const [a, b] = [await clockOf(one), await clockOf(other)];
    looks.push(Math.abs(a.time * 1000 - a.at - (b.time * 1000 - b.at)));
    await one.waitForTimeout(60);
  }
  return looks.sort((a, b) => a - b)[4] ?? Number.NaN;
}

describe("a listening party", () => {
  test("two people hear the same, also who comes late; a pause, a skip and the end reach both", async () => {
    const desk = await seat(host);
    const path = await openParty(desk.page);
    // The click that opened it is enough: nobody finds it paused at its beginning.
    await heardFor(desk.page, 3);

    // A guest sees what it is and is sent to sign in; comes back to the same place.
    const stranger = await visit(browser, stack.url);
    await stranger.page.goto(path);
    await stranger.page.getByRole("heading", { name: "Friday" }).waitFor();
    await stranger.page.getByText("Playing now: Maple").waitFor();
    await stranger.page.getByRole("link", { name: "Sign in" }).last().click();
    await stranger.page.waitForURL((url) => url.searchParams.get("next") === path);
    await stranger.close();

    const phone = await seat(guest, { viewport: { width: 390, height: 844 }, hasTouch: true }, path);
    await phone.page.getByRole("button", { name: "Join the party" }).click();
    await soundsAt(phone.page);
    await heardFor(phone.page, 8);
    expect(await sound(phone.page)).toMatchObject({ elements: 1, isPaused: false });
    const drift = await apart(desk.page, phone.page);
    console.info(`apart after 8 s: ${drift.toFixed(1)} ms`);
    expect(drift).toBeLessThan(100);

    // Only who leads has the buttons.
    expect(await phone.page.getByRole("button", { name: "Pause for everybody" }).count()).toBe(0);
    await phone.page.getByRole("button", { name: "React with 🔥" }).click();
    await desk.page.locator(".reaction").first().waitFor({ state: "attached" });

    await desk.page.getByRole("button", { name: "Pause for everybody" }).click();
    for (const { page } of [desk, phone])
      await expect.poll(async () => (await sound(page)).isPaused).toBe(true);
    const stopped = [await sound(desk.page), await sound(phone.page)].map(({ time }) => time);
    expect(Math.abs((stopped[0] ?? 0) - (stopped[1] ?? 9))).toBeLessThan(0.15);

    // The guest adds two tracks, the vote brings the second to the front, and the host skips to it.
    await phone.page.getByRole("button", { name: "Add a track" }).click();
    await phone.page.getByRole("button", { name: "Add Juniper" }).click();
    await phone.page.getByRole("button", { name: "Add Willow" }).click();
    await phone.page.keyboard.press("Escape");
    await desk.page.getByRole("button", { name: /^Vote for Willow/ }).click();
    await expect
      .poll(() => phone.page.locator("#party-queue ~ ol h3").allTextContents())
      .toEqual(["Willow", "Juniper"]);
    await desk.page.getByRole("button", { name: "Play for everybody" }).click();
    await heardFor(phone.page, 1);
    await desk.page.getByRole("button", { name: "Next track for everybody" }).click();
    for (const { page } of [desk, phone]) {
      await page.getByRole("heading", { name: "Willow", level: 1 }).waitFor();
      await expect.poll(() => positionOf(page), { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
      await soundsAt(page);
      await heardFor(page, 1);
    }

    // The host hands a co-host's buttons over.
    await desk.page.getByRole("button", { name: `Options for ${guest.username}` }).click();
    await desk.page.getByRole("menuitem", { name: "Make co-host" }).click();
    await phone.page.getByRole("button", { name: "Pause for everybody" }).waitFor();

    await desk.page.getByRole("button", { name: "End the party" }).click();
    await desk.page.getByRole("dialog").getByRole("button", { name: "End the party" }).click();
    for (const { page } of [desk, phone]) {
      await page.getByRole("heading", { name: "The party is over" }).waitFor();
      expect((await sound(page)).isPaused).toBe(true);
    }
    expect([...desk.complaints, ...phone.complaints]).toEqual([]);
    await phone.close();
    await desk.close();
  });

  test("goes on while pages change, gives way to the listener's own music, and gives the player back", async () => {
    const desk = await seat(host);
    const { page } = desk;
    await page.getByRole("button", { name: "Play Juniper" }).first().click();
    await heardFor(page, 2);
    await openParty(page);
    expect((await sound(page)).elements).toBe(1);
    await heardFor(page, 2);
    await page.getByRole("link", { name: "Discover" }).first().click();
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await heardFor(page, 1);
    await page.getByRole("region", { name: "Listening together: Friday" }).waitFor();

    await page.getByRole("button", { name: "Play Willow" }).first().click();
    await page.getByRole("region", { name: "Player" }).getByRole("link", { name: "Willow" }).waitFor();
    await heardFor(page, 2);
    await page.goBack();
    await page.getByText("You are listening to something of your own.").waitFor();
    await page.getByRole("button", { name: "Back to the party’s sound" }).click();
    await soundsAt(page);
    await heardFor(page, 2);

    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("region", { name: "Player" }).getByRole("link", { name: "Willow" }).waitFor();
    expect((await sound(page)).isPaused).toBe(true);
    await page
      .getByRole("region", { name: "Player" })
      .getByRole("button", { name: "Play", exact: true })
      .click();
    await heardFor(page, 1);
    expect(desk.complaints).toEqual([]);
    await desk.close();
  });
});
