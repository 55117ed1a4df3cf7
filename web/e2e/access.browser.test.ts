import AxeBuilder from "@axe-core/playwright";
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
import { melody } from "./wav.ts";

let stack: Stack;
let browser: Browser;
let trackId: string;
const artist: Account = newAccount("access");

beforeAll(async () => {
  stack = await startStack();
  browser = await launch();
  const { page, close } = await visit(browser, stack.url);
  await join(page, stack, artist);
  await publish(page, [
    { name: "Harbour.wav", mimeType: "audio/wav", buffer: melody(15) },
    { name: "Lighthouse.wav", mimeType: "audio/wav", buffer: melody(12, 165) },
  ]);
  await page.getByRole("link", { name: "Open the track" }).first().click();
  await page.waitForURL(/\/tracks\//);
  trackId = page.url().split("/").at(-1) ?? "";
  await close();
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function signIn(page: Page, next = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail").fill(artist.email);
  await page.getByLabel("Password", { exact: true }).fill(artist.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === next);
}

async function violations(page: Page): Promise<string[]> {
  const results = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return results.violations.flatMap((it) =>
    it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`),
  );
}

// Both themes and both layouts; colours are the same in both layouts, so two of the four pairings show every fault.
describe.each([
  { theme: "dark" as const, size: { width: 1440, height: 900 }, form: "desktop" },
  { theme: "light" as const, size: { width: 390, height: 844 }, form: "phone" },
])("every page on a $form, $theme", ({ theme, size }) => {
  test("has no accessibility violation, and nothing wider than the screen", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, {
      colorScheme: theme,
      viewport: size,
      expectsNetworkErrors: true,
    });
    const found: string[] = [];
    const look = async (name: string) => {
      await page.evaluate(() =>
        Promise.all(document.getAnimations().map((it) => it.finished.catch(() => undefined))),
      );
      for (const it of await violations(page)) found.push(`${name} ${it}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.push(`${name} is ${overflow} px wider than the screen`);
    };
    const open = async (path: string, heading: string | RegExp) => {
      await page.goto(path);
      await page.getByRole("heading", { name: heading }).first().waitFor();
      await look(path);
    };
    await open("/sign-in", "Welcome back");
    await open("/register", "Join Veza");
    await open("/verify-email", "Look into your mailbox");
    await open("/verify-email?token=not-a-real-token-at-all", "This link does not work any more");
    await open("/nothing-here", "This page plays silence");
    await open("/tracks/trk_01h455vb4pex5vsknk084sn02q", "This track is not here any more");
    await open("/u/nobody_at_all", "Nobody here goes by that name");
    await open("/settings", "Settings");
    await signIn(page);
    await open("/", "Newest");
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
      .setInputFiles([{ name: "a - b.wav", mimeType: "audio/wav", buffer: melody(1) }]);
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
    const tabTo = async (name: RegExp) => {
      for (let tries = 0; tries < 60; tries += 1) {
        await page.keyboard.press("Tab");
        const label = await page.evaluate(
          () =>
            document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
        );
        if (name.test(label)) return;
      }
      throw new Error(`Tab never reached ${name}.`);
    };
    await page.goto("/sign-in");
    await page.getByRole("heading", { name: "Welcome back" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type(artist.email);
    await tabTo(/^$/);
    await page.getByLabel("Password", { exact: true }).focus();
    await page.keyboard.type(artist.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Newest" }).waitFor();

    await tabTo(/^Play /);
    await page.keyboard.press("Enter");
    await heardFor(page, 0.5);
    await tabTo(/^Waveform of/);
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

    await page.keyboard.press("n");
    await expect.poll(() => page.evaluate(() => navigator.mediaSession.metadata?.title)).toBeTruthy();
    await tabTo(/^Queue$/);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Queue" }).waitFor();
    await page.keyboard.press("Escape");
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("in French", () => {
  test("the browser's language is taken, can be changed, and is kept", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { locale: "fr-FR" });
    await page.goto("/");
    await page.getByRole("heading", { name: "Nouveautés" }).waitFor();
    expect(await page.getAttribute("html", "lang")).toBe("fr");
    await page.goto("/upload");
    await page.getByRole("heading", { name: "Content de vous revoir" }).waitFor();
    await page.getByLabel("E-mail").fill(artist.email);
    await page.getByLabel("Mot de passe", { exact: true }).fill("wrong password");
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByText("L'e-mail ou le mot de passe est faux.").waitFor();
    await page.goto("/settings");
    await page.getByText("English").click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    expect(await page.getAttribute("html", "lang")).toBe("en");
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
    await page.waitForFunction(() => (document.querySelector("audio")?.buffered.length ?? 0) > 0);
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
    await page.getByRole("heading", { name: "Newest" }).waitFor();
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
