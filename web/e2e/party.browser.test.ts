import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GUEST as guest, HOST as host, openParty, soundsAt } from "./party-pages.ts";
import {
  type Account,
  heardFor,
  launch,
  loaded,
  signIn,
  type VisitOptions,
  violations,
  visit,
} from "./platform.ts";
import { type SharedStack, theStack } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;

beforeAll(async () => {
  stack = await theStack();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
});

async function seat(account: Account, options: VisitOptions = {}, next = "/") {
  const it = await visit(browser, stack.url, { expectsNetworkErrors: true, ...options });
  await signIn(it.page, account, next);
  return it;
}

/** The player at the foot has tests of its own. */
const PLAYER = "section[aria-label=Player]";

/** What listeners would have left behind: a history over several days, and figures of the last hours. */
async function fill(): Promise<void> {
  const now = Date.now();
  const [user] = await stack.sql("SELECT id FROM users WHERE username = $1", [host.username]);
  const tracks = await stack.sql("SELECT id FROM tracks WHERE uploader_id = $1 ORDER BY created_at", [
    user?.id,
  ]);
  const history = tracks.map((track, index) => ({
    user_id: user?.id,
    track_id: track.id,
    at: new Date(now - index * 20 * 3_600_000).toISOString(),
    left: [null, 8_000, 16_000, 42_000][index],
    plays: index + 1,
  }));
  await stack.sql(
    `INSERT INTO listening_history (user_id, track_id, last_played_at, position_ms, position_at, play_count)
     SELECT user_id, track_id, at, "left", at, plays
     FROM jsonb_to_recordset($1::jsonb) AS it(user_id text, track_id text, at timestamptz, "left" int, plays int)
     ON CONFLICT (user_id, track_id) DO UPDATE SET last_played_at = excluded.last_played_at,
       position_ms = excluded.position_ms, position_at = excluded.position_at, play_count = excluded.play_count, removed_at = null`,
    [JSON.stringify(history)],
  );
  const slices = Array.from({ length: 60 }, (_, slice) => ({
    slice,
    at: new Date((Math.floor(now / 300_000) - slice) * 300_000).toISOString(),
    load: 3 + Math.round(2 * Math.sin(slice / 6)),
  })).filter(({ slice }) => slice <= 20 || slice >= 26);
  const from = "FROM jsonb_to_recordset($1::jsonb) AS it(slice int, at timestamptz, load int)";
  for (const statement of [
    `INSERT INTO quality_slices (at, sessions, switches, stalls, stall_ms)
     SELECT at, load, load % 3, CASE slice % 9 WHEN 0 THEN 1 ELSE 0 END, CASE slice % 9 WHEN 0 THEN 420 ELSE 0 END ${from}
     ON CONFLICT (at) DO UPDATE SET sessions = excluded.sessions`,
    `INSERT INTO quality_sent (at, rendition, seconds) SELECT at, rendition, load * 250 * share ${from}
     CROSS JOIN (VALUES ('aac_64', 0.2), ('aac_128', 0.4), ('aac_256', 0.3), ('flac', 0.1)) AS sent(rendition, share)
     ON CONFLICT (at, rendition) DO UPDATE SET seconds = excluded.seconds`,
    `INSERT INTO quality_starts (at, bucket, starts) SELECT at, bucket, starts ${from}
     CROSS JOIN LATERAL (VALUES (6 + slice % 3, 5), (10 + slice % 2, 1)) AS started(bucket, starts)
     ON CONFLICT (at, bucket) DO UPDATE SET starts = excluded.starts`,
    `INSERT INTO play_slices (at, plays) SELECT at, load ${from}
     ON CONFLICT (at) DO UPDATE SET plays = excluded.plays`,
  ])
    await stack.sql(statement, [JSON.stringify(slices)]);
}

describe("history and figures", () => {
  test("a listener goes on where they stopped, takes one away and back, turns it off and clears it", async () => {
    await fill();
    const { page, complaints, close } = await seat(host, { reducedMotion: "no-preference" });
    await page.getByRole("heading", { name: "Continue listening" }).waitFor();
    // The room is kept while they load: nothing moves on the next visit.
    await page.addInitScript(() => {
      const moved: number[] = [];
      const keep = (entries: PerformanceEntryList) => {
        for (const entry of entries) moved.push(Number(Reflect.get(entry, "value")));
      };
      const observer = new PerformanceObserver((list) => keep(list.getEntries()));
      observer.observe({ type: "layout-shift", buffered: true });
      Object.assign(window, {
        movedUntilNow() {
          keep(observer.takeRecords());
          return moved;
        },
      });
    });
    await page.reload();
    await loaded(page, page.getByRole("heading", { name: "Recently played" }));
    await page.getByRole("button", { name: "Play Maple" }).first().waitFor();
    // What has come last is drawn two frames later.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    const moved = await page.evaluate((): number[] => Reflect.get(window, "movedUntilNow")());
    expect(moved.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01);
    await page.getByRole("button", { name: /^Go on with Maple from 0:42/ }).click();
    await heardFor(page, 1);
    await page.getByRole("region", { name: "Player" }).getByRole("link", { name: "Maple" }).first().waitFor();
    const place = page
      .getByRole("region", { name: "Player" })
      .getByRole("slider", { name: /^Position in/ })
      .first();
    await expect
      .poll(async () => Number(await place.getAttribute("aria-valuenow")))
      .toBeGreaterThanOrEqual(42);

    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Listening history" }).click();
    await page.getByRole("heading", { name: "Today" }).waitFor();
    await page.getByRole("button", { name: "Remove Juniper from your history" }).click();
    await page.getByRole("link", { name: "Juniper" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("link", { name: "Juniper" }).waitFor();

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
    await page.getByRole("heading", { name: "Welcome back" }).waitFor();
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the operator sees figures as plots and as a table; nobody else does", async () => {
    const { page, complaints, close } = await seat(host);
    await page.goto("/admin/quality");
    await page.getByRole("img", { name: /^From click to sound/ }).waitFor();
    await expect.poll(() => page.getByRole("img").count()).toBeGreaterThanOrEqual(6);
    await page.getByRole("radio", { name: "Table" }).check();
    await expect.poll(() => page.getByRole("table").getByRole("row").count()).toBeGreaterThan(40);
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
])("these pages on a $form, $theme", ({ theme, size, form }) => {
  test("have no accessibility violation, and nothing wider than the screen", async () => {
    await fill();
    const { page, close } = await seat(host, { colorScheme: theme, viewport: size });
    const found: string[] = [];
    const looks = { without: [PLAYER], isSecond: form === "phone" };
    const look = async (name: string) => {
      for (const it of await violations(page, looks)) found.push(`${name} ${it}`);
    };
    await loaded(page, page.getByRole("heading", { name: "Recently played" }));
    await look("home");
    await page.goto("/history");
    await loaded(page, page.getByRole("heading", { name: "Today" }));
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
    await page.getByRole("button", { name: "Add Juniper" }).click();
    await page.getByRole("button", { name: "Add Willow" }).click();
    await look("party-add");
    await page.keyboard.press("Escape");
    // The party plays from its opening on.
    await heardFor(page, 2);
    await look("party");
    await page.getByRole("link", { name: "Discover" }).first().click();
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await look("strip");
    const other = await seat(guest, { colorScheme: theme, viewport: size }, path);
    await other.page.getByRole("button", { name: "Join the party" }).waitFor();
    for (const it of await violations(other.page, looks)) found.push(`door ${it}`);
    await other.page.getByRole("button", { name: "Join the party" }).click();
    await soundsAt(other.page);
    await heardFor(other.page, 1);
    for (const it of await violations(other.page, looks)) found.push(`listener ${it}`);
    await other.close();
    await close();
    expect(found).toEqual([]);
  });
});
