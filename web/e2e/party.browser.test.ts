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
  signIn,
  sound,
  startStack,
  type VisitOptions,
  violations,
  visit,
} from "./platform.ts";
import { melody } from "./wav.ts";

let stack: Stack;
let browser: Browser;
const host: Account = newAccount("host");
const guest: Account = newAccount("guest");

beforeAll(async () => {
  stack = await startStack();
  browser = await launch();
  const studio = await visit(browser, stack.url);
  await join(studio.page, stack, host);
  // The newest stands first.
  for (const [name, seconds, root] of [
    ["Old.wav", 20, 110],
    ["Third.wav", 60, 131],
    ["Second.wav", 60, 165],
    ["First.wav", 90, 196],
  ] as const) {
    await publish(studio.page, [{ name, mimeType: "audio/wav", buffer: melody(seconds, root) }]);
    await studio.page.getByRole("button", { name: "Take off the list" }).click();
  }
  await studio.close();
  const other = await visit(browser, stack.url);
  await join(other.page, stack, guest);
  await other.close();
  await stack.sql("UPDATE users SET role = 'admin' WHERE username = $1", [host.username]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function seat(account: Account, options: VisitOptions = {}, next = "/") {
  const it = await visit(browser, stack.url, { expectsNetworkErrors: true, ...options });
  await signIn(it.page, account, next);
  return it;
}

/** Opens the page of the newest track and a party with it, as its host. Answers the party's path. */
async function openParty(page: Page): Promise<string> {
  await page.getByRole("link", { name: "First" }).first().click();
  await page.getByRole("button", { name: "Listen together" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the party").fill("Friday");
  await dialog.getByRole("button", { name: "Open the party" }).click();
  await page.waitForURL(/\/party\//);
  await page.getByRole("heading", { name: "First", level: 1 }).waitFor();
  return new URL(page.url()).pathname;
}

/** Settles when music comes out of the page. */
const soundsAt = (page: Page) =>
  expect.poll(async () => (await sound(page)).isPaused, { timeout: 15_000 }).toBe(false);

/** What an element plays, and when that was asked: both pages run on one machine, so their wall clocks agree. */
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

/** The player at the foot has tests of its own. */
const PLAYER = "section[aria-label=Player]";

describe("a listening party", () => {
  test("two people hear the same, also who comes late; a pause, a skip and the end reach both", async () => {
    const desk = await seat(host);
    const path = await openParty(desk.page);
    await desk.page.getByRole("button", { name: "Play for everybody" }).click();
    await heardFor(desk.page, 3);

    // A guest sees what it is and is sent to sign in; comes back to the same place.
    const stranger = await visit(browser, stack.url);
    await stranger.page.goto(path);
    await stranger.page.getByRole("heading", { name: "Friday" }).waitFor();
    await stranger.page.getByText("Playing now: First").waitFor();
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
    await phone.page.getByRole("button", { name: "Add Third" }).click();
    await phone.page.getByRole("button", { name: "Add Second" }).click();
    await phone.page.keyboard.press("Escape");
    await desk.page.getByRole("button", { name: /^Vote for Second/ }).click();
    await expect
      .poll(() => phone.page.locator("#party-queue ~ ol h3").allTextContents())
      .toEqual(["Second", "Third"]);
    await desk.page.getByRole("button", { name: "Play for everybody" }).click();
    await heardFor(phone.page, 1);
    await desk.page.getByRole("button", { name: "Next track for everybody" }).click();
    for (const { page } of [desk, phone]) {
      await page.getByRole("heading", { name: "Second", level: 1 }).waitFor();
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
    await page.getByRole("button", { name: "Play Third" }).first().click();
    await heardFor(page, 2);
    await openParty(page);
    expect((await sound(page)).elements).toBe(1);
    await page.getByRole("button", { name: "Play for everybody" }).click();
    await heardFor(page, 2);
    await page.getByRole("link", { name: "Discover" }).first().click();
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await heardFor(page, 1);
    await page.getByRole("region", { name: "Listening together: Friday" }).waitFor();

    await page.getByRole("button", { name: "Play Second" }).first().click();
    await page.getByRole("region", { name: "Player" }).getByRole("link", { name: "Second" }).waitFor();
    await heardFor(page, 2);
    await page.goBack();
    await page.getByText("You are listening to something of your own.").waitFor();
    await page.getByRole("button", { name: "Back to the party’s sound" }).click();
    await soundsAt(page);
    await heardFor(page, 2);

    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("region", { name: "Player" }).getByRole("link", { name: "Second" }).waitFor();
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

/** Seconds into what plays for everybody, as the page says them. */
const positionOf = async (page: Page) =>
  Number(await page.locator('main [aria-label^="Position in"]').first().getAttribute("aria-valuenow"));

/** What listeners would have left behind: a history over several days, and figures of the last hours. */
async function fill(): Promise<void> {
  const now = Date.now();
  const [user] = await stack.sql("SELECT id FROM users WHERE username = $1", [host.username]);
  const tracks = await stack.sql("SELECT id FROM tracks ORDER BY created_at");
  for (const [index, track] of tracks.entries()) {
    const at = new Date(now - index * 20 * 3_600_000).toISOString();
    const left = index === 0 ? null : 14_000 * index;
    await stack.sql(
      `INSERT INTO listening_history (user_id, track_id, last_played_at, position_ms, position_at, play_count)
       VALUES ($1, $2, $3, $4, $3, $5) ON CONFLICT (user_id, track_id) DO UPDATE
       SET last_played_at = $3, position_ms = $4, position_at = $3, play_count = $5, removed_at = null`,
      [user?.id, track.id, at, left, index + 1],
    );
  }
  for (let slice = 0; slice < 60; slice += 1) {
    const at = new Date((Math.floor(now / 300_000) - slice) * 300_000).toISOString();
    const load = 3 + Math.round(2 * Math.sin(slice / 6));
    if (slice > 20 && slice < 26) continue;
    await stack.sql(
      `INSERT INTO quality_slices (at, sessions, switches, stalls, stall_ms) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (at) DO UPDATE SET sessions = $2`,
      [at, load, load % 3, slice % 9 === 0 ? 1 : 0, slice % 9 === 0 ? 420 : 0],
    );
    for (const [rendition, share] of [
      ["aac_64", 0.2],
      ["aac_128", 0.4],
      ["aac_256", 0.3],
      ["flac", 0.1],
    ] as const)
      await stack.sql(
        `INSERT INTO quality_sent (at, rendition, seconds) VALUES ($1, $2, $3)
         ON CONFLICT (at, rendition) DO UPDATE SET seconds = $3`,
        [at, rendition, load * 250 * share],
      );
    for (const [bucket, starts] of [
      [6 + (slice % 3), 5],
      [10 + (slice % 2), 1],
    ] as const)
      await stack.sql(
        `INSERT INTO quality_starts (at, bucket, starts) VALUES ($1, $2, $3)
         ON CONFLICT (at, bucket) DO UPDATE SET starts = $3`,
        [at, bucket, starts],
      );
    await stack.sql(
      "INSERT INTO play_slices (at, plays) VALUES ($1, $2) ON CONFLICT (at) DO UPDATE SET plays = $2",
      [at, load],
    );
  }
}

describe("history and figures", () => {
  test("a listener goes on where they stopped, takes one away and back, turns it off and clears it", async () => {
    await fill();
    const { page, complaints, close } = await seat(host);
    await page.getByRole("heading", { name: "Continue listening" }).waitFor();
    // The room is kept while they load: nothing moves on the next visit.
    await page.addInitScript(() => {
      const moved: number[] = [];
      Object.assign(window, { moved });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) moved.push(Number(Reflect.get(entry, "value")));
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.reload();
    await page.getByRole("heading", { name: "Recently played" }).waitFor();
    await page.waitForTimeout(500);
    const moved = await page.evaluate((): number[] => Reflect.get(window, "moved"));
    expect(moved.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01);
    await page.getByRole("button", { name: /^Go on with First from 0:42/ }).click();
    await heardFor(page, 1);
    expect(
      await page.getByRole("region", { name: "Player" }).getByRole("link", { name: "First" }).count(),
    ).toBeGreaterThan(0);
    const place = page
      .getByRole("region", { name: "Player" })
      .getByRole("slider", { name: /^Position in/ })
      .first();
    expect(Number(await place.getAttribute("aria-valuenow"))).toBeGreaterThanOrEqual(42);

    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Listening history" }).click();
    await page.getByRole("heading", { name: "Today" }).waitFor();
    await page.getByRole("button", { name: "Remove Third from your history" }).click();
    await page.getByRole("link", { name: "Third" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Third" }).waitFor();

    await page.goto("/settings");
    const keep = page.getByRole("checkbox", { name: /^Keep a listening history/ });
    await keep.and(page.locator(":enabled")).uncheck();
    await page.getByRole("link", { name: "Open your history" }).click();
    await page.getByText("Your history is off").waitFor();
    await page.getByRole("button", { name: "Clear all" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Clear all" }).click();
    await page.getByRole("heading", { name: "No history is kept" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a guest is asked to sign in for the history, and asks the platform nothing about it", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/\/api\/.*\/(me|admin)\//.test(request.url())) asked.push(request.url());
    });
    await page.goto("/");
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await page.goto("/admin/quality");
    await page.getByRole("heading", { name: "This page plays silence" }).waitFor();
    await page.goto("/history");
    await page.waitForURL(/\/sign-in\?next=/);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the operator sees figures as plots and as a table; nobody else does", async () => {
    const { page, complaints, close } = await seat(host);
    await page.goto("/admin/quality");
    await page.getByRole("img", { name: /^From click to sound/ }).waitFor();
    expect(await page.getByRole("img").count()).toBeGreaterThanOrEqual(6);
    await page.getByRole("radio", { name: "Table" }).check();
    expect(await page.getByRole("table").getByRole("row").count()).toBeGreaterThan(40);
    await page.getByRole("radio", { name: "90 days" }).check();
    await page.getByRole("columnheader", { name: "flac (h)" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
    const other = await seat(guest);
    await other.page.goto("/admin/quality");
    await other.page.getByRole("heading", { name: "This page plays silence" }).waitFor();
    await other.close();
  });
});

describe.each([
  { theme: "dark" as const, size: { width: 1440, height: 900 }, form: "desktop" },
  { theme: "light" as const, size: { width: 390, height: 844 }, form: "phone" },
])("these pages on a $form, $theme", ({ theme, size }) => {
  test("have no accessibility violation, and nothing wider than the screen", async () => {
    await fill();
    const { page, close } = await seat(host, { colorScheme: theme, viewport: size });
    const found: string[] = [];
    const look = async (name: string) => {
      for (const it of await violations(page, PLAYER)) found.push(`${name} ${it}`);
    };
    await page.getByRole("heading", { name: "Recently played" }).waitFor();
    await look("home");
    await page.goto("/history");
    await page.getByRole("heading", { name: "Today" }).waitFor();
    await look("history");
    await page.goto("/admin/quality");
    await page.getByRole("img", { name: /^From click to sound/ }).waitFor();
    await look("quality");
    await page.getByRole("radio", { name: "Table" }).check();
    await page.getByRole("table").waitFor();
    await look("quality-table");
    await page.goto("/");
    const path = await openParty(page);
    await page.getByRole("button", { name: "Add a track" }).click();
    await page.getByRole("button", { name: "Add Third" }).click();
    await page.getByRole("button", { name: "Add Second" }).click();
    await look("party-add");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Play for everybody" }).click();
    await heardFor(page, 2);
    await look("party");
    await page.getByRole("link", { name: "Discover" }).first().click();
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await look("strip");
    const other = await seat(guest, { colorScheme: theme, viewport: size }, path);
    await other.page.getByRole("button", { name: "Join the party" }).waitFor();
    for (const it of await violations(other.page, PLAYER)) found.push(`door ${it}`);
    await other.page.getByRole("button", { name: "Join the party" }).click();
    await soundsAt(other.page);
    await heardFor(other.page, 1);
    for (const it of await violations(other.page, PLAYER)) found.push(`listener ${it}`);
    await other.close();
    await close();
    expect(found).toEqual([]);
  });
});
