import { melodyWav } from "@veza/testing/sound";
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  demoAccount,
  heardFor,
  launch,
  loaded,
  signIn,
  signInByForm,
  sound,
  violations,
  visit,
} from "./platform.ts";
import { type SharedStack, theStack } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;
let trackId: string;
const artist = demoAccount("access_artist");

beforeAll(async () => {
  stack = await theStack();
  browser = await launch();
  const [track] = await stack.sql("SELECT id FROM tracks WHERE title = 'Harbour'");
  trackId = String(track?.id);
});
afterAll(async () => {
  await browser?.close();
});

// Both themes and both layouts; colours are the same in both layouts, so two of the four pairings show every
// fault. Home, the rooms and parties are looked at where they are full of what they show (party, rooms,
// chat).
describe.each([
  { theme: "dark" as const, size: { width: 1440, height: 900 }, form: "desktop" },
  { theme: "light" as const, size: { width: 390, height: 844 }, form: "phone" },
])("every page on a $form, $theme", ({ theme, size, form }) => {
  test("has no accessibility violation, and nothing wider than the screen", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, {
      colorScheme: theme,
      viewport: size,
      expectsNetworkErrors: true,
    });
    const found: string[] = [];
    const look = async (name: string) => {
      for (const it of await violations(page, { isSecond: form === "phone" })) found.push(`${name} ${it}`);
    };
    const open = async (path: string, heading: string | RegExp) => {
      await page.goto(path);
      await loaded(page, page.getByRole("heading", { name: heading }));
      await look(path);
    };
    await open("/sign-in", "Welcome back");
    await open("/register", "Join Veza");
    await open("/verify-email", "Look into your mailbox");
    await open("/verify-email?token=not-a-real-token-at-all", "Confirm your address");
    await page.getByRole("button", { name: "Confirm my address" }).click();
    await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
    await look("a link that is over");
    await open("/nothing-here", "This page plays silence");
    await open("/tracks/trk_01h455vb4pex5vsknk084sn02q", "This track is not here any more");
    await open("/u/nobody_at_all", "Nobody here goes by that name");
    await open("/settings", "Settings");
    await signIn(page, artist);
    await page.getByRole("button", { name: "Show as list" }).click();
    await page
      .getByRole("button", { name: /^Options for/ })
      .first()
      .waitFor();
    await look("/ as list");
    await open(`/u/${artist.username}`, artist.username);
    await open("/upload", "Upload");
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([{ name: "a - b.wav", mimeType: "audio/wav", buffer: melodyWav(1) }]);
    await page.getByRole("group", { name: "Who can hear it" }).waitFor();
    await look("/upload with a file");
    await open("/my-tracks", "My tracks");
    await page
      .getByRole("button", { name: /^Edit:/ })
      .first()
      .click();
    await page.getByRole("dialog").waitFor();
    await look("the edit dialog");
    await page.keyboard.press("Escape");
    await open(`/tracks/${trackId}`, /Harbour|Lighthouse/);
    await page
      .getByRole("button", { name: /^Play / })
      .first()
      .click();
    await heardFor(page, 0.3);
    await look("a track that plays");
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("without a mouse", () => {
  test("sign in, find a track, play, seek, mute, open the help and the queue", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    // A list's heading stands before the list has come: what is tabbed to has to be there first.
    const tabTo = async (wanted: Locator) => {
      await wanted.first().waitFor();
      for (let tries = 0; tries < 60; tries += 1) {
        await page.keyboard.press("Tab");
        if (await wanted.evaluateAll((all) => all.some((it) => it === document.activeElement))) return;
      }
      throw new Error(`Tab never reached ${wanted}.`);
    };
    await page.goto("/sign-in");
    await page.getByRole("heading", { name: "Welcome back" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type(artist.email);
    await tabTo(page.getByLabel("Password", { exact: true }));
    await page.keyboard.type(artist.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await tabTo(page.getByRole("button", { name: /^Play / }));
    await page.keyboard.press("Enter");
    await heardFor(page, 0.5);
    await tabTo(page.getByRole("slider", { name: /^Waveform of/ }));
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 5);
    await page.keyboard.press("Home");
    await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 9) < 3);
    await page.keyboard.press("m");
    await expect.poll(async () => (await sound(page)).isMuted).toBe(true);
    await page.keyboard.press("m");
    await page.keyboard.press(" ");
    await expect.poll(async () => (await sound(page)).isPaused).toBe(true);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    const titleNow = () => page.evaluate(() => navigator.mediaSession.metadata?.title);
    const first = await titleNow();
    expect(first).toBeTruthy();
    await page.keyboard.press("n");
    await expect.poll(titleNow).not.toBe(first);
    await tabTo(page.getByRole("button", { name: "Queue", exact: true }));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Queue" }).waitFor();
    await page.keyboard.press("Escape");
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("answers that are slow or out of order", () => {
  test("a key pressed in the first moment of the first music counts, long before the player's bar is there", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    await page.route(/assets\/player-bar/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await route.continue();
    });
    await signIn(page, artist);
    await page
      .getByRole("button", { name: /^Play / })
      .first()
      .click();
    await heardFor(page, 0.2);
    await page.keyboard.press("m");
    await expect.poll(async () => (await sound(page)).isMuted, { timeout: 1_000 }).toBe(true);
    // Everything that was on its way has arrived by now, and none of it brings the sound back.
    await page.getByRole("button", { name: "Unmute" }).waitFor();
    await heardFor(page, 2);
    expect(await sound(page)).toMatchObject({ isMuted: true, isPaused: false });
    expect(complaints).toEqual([]);
    await close();
  });

  test("a switch shows what was chosen last, whatever order the answers come in", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    await signIn(page, artist, "/settings");
    const keep = page.getByRole("checkbox", { name: /^Keep a listening history/ });
    let nth = 0;
    let answered = 0;
    await page.route("**/api/v1/me/listening-settings", async (route) => {
      // The older an answer is, the later it comes.
      const isChange = route.request().method() !== "GET";
      if (isChange) nth += 1;
      const response = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, nth === 1 ? 1_500 : 100));
      await route.fulfill({ response });
      if (isChange) answered += 1;
    });
    await keep.and(page.locator(":enabled")).uncheck();
    await keep.check();
    await keep.uncheck();
    await expect.poll(() => answered).toBe(2);
    expect(nth).toBe(2);
    // Two frames later the page has drawn what it was told last.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    expect(await keep.isChecked()).toBe(false);
    await page.unroute("**/api/v1/me/listening-settings");
    await page.reload();
    await keep.and(page.locator(":enabled")).waitFor();
    expect(await keep.isChecked()).toBe(false);
    await keep.check();
    expect(complaints).toEqual([]);
    await close();
  });

  test("while it is not known who is here, no page is drawn for a guest", async () => {
    const { page, close } = await visit(browser, stack.url);
    const known = Promise.withResolvers<void>();
    await page.route("**/api/v1/auth/me", async (route) => {
      await known.promise;
      await route.continue();
    });
    await signIn(page, artist);
    await page
      .getByRole("button", { name: /^Play / })
      .first()
      .waitFor();
    expect(await page.getByRole("link", { name: "Sign in" }).count()).toBe(0);
    known.resolve();
    await page.getByRole("button", { name: /^Account/ }).waitFor();
    await close();
  });

  test("a session that ended elsewhere leads from a member's page to the sign-in and back", async () => {
    const { page, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await signInByForm(page, artist);
    await page.context().clearCookies();
    await page.goto("/my-tracks");
    await page.getByRole("heading", { name: "Welcome back" }).waitFor();
    await page.getByLabel("E-mail").fill(artist.email);
    await page.getByLabel("Password", { exact: true }).fill(artist.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname === "/my-tracks");
    await page.getByText("Harbour").first().waitFor();
    await close();
  });
});

describe("in French", () => {
  test("the browser's language is taken, can be changed, and is kept", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { locale: "fr-FR" });
    await page.goto("/");
    await page.getByRole("heading", { name: "Nouveautés" }).waitFor();
    await expect.poll(() => page.getAttribute("html", "lang")).toBe("fr");
    await page.goto("/upload");
    await page.getByRole("heading", { name: "Content de vous revoir" }).waitFor();
    await page.getByLabel("E-mail").fill(artist.email);
    await page.getByLabel("Mot de passe", { exact: true }).fill("wrong password");
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByText("L'e-mail ou le mot de passe est faux.").waitFor();
    await page.goto("/settings");
    await page.getByText("English").click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await expect.poll(() => page.getAttribute("html", "lang")).toBe("en");
    await page.reload();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    expect(complaints.filter((it) => !it.includes("401"))).toEqual([]);
    await close();
  });
});

describe("without a network", () => {
  test("the page says so; the shell opens again; music that is loaded goes on", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, {
      expectsNetworkErrors: true,
      serviceWorkers: "allow",
    });
    await page.goto("/");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await page
      .getByRole("button", { name: /^Play / })
      .first()
      .click();
    await heardFor(page, 0.5);
    // What is heard without the network has to be here before it goes.
    await page.waitForFunction(() => {
      const { buffered, currentTime } = document.querySelector("audio") as HTMLAudioElement;
      return buffered.length > 0 && buffered.end(buffered.length - 1) > currentTime + 5;
    });
    await page.context().setOffline(true);
    await page.getByText("You are offline.").first().waitFor();
    await heardFor(page, 1.5);
    await page.goto("/settings");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await page.getByText("You are offline.").first().waitFor();
    await page.goto("/");
    await page.getByRole("heading", { name: "The tracks could not be loaded" }).waitFor({ timeout: 30_000 });
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map((request) => new URL(request.url).pathname);
    });
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((path) => /^\/(api|stream|chat)/.test(path))).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("what the page may do", () => {
  test("the policy is strict, nothing is asked of another site, hashed files are kept for ever", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== stack.url) elsewhere.push(request.url());
    });
    const response = await page.goto("/");
    await loaded(page, page.getByRole("button", { name: /^Play / }));
    const policy = (await response?.headerValue("content-security-policy")) ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
    const headers = (await response?.allHeaders()) ?? {};
    expect(headers).toMatchObject({
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
    });
    const script = await page.evaluate(
      () => document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? "",
    );
    const asset = await page.request.get(script);
    expect(asset.headers()["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
