import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type Stack, startStack } from "../../dev/src/stack.ts";

const CHROMIUM = process.env.VEZA_CHROMIUM ?? "/usr/bin/chromium";

/** Chromium as the tests use it: sound without a gesture, nothing in the background. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
  });
}

export interface Visit {
  page: Page;
  /** What the page complained about: must be empty at the end. */
  complaints: string[];
  close(): Promise<void>;
}

/** Messages of the browser itself about requests that a test breaks on purpose. */
const NETWORK = /Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket connection/;

export interface VisitOptions extends BrowserContextOptions {
  /** The test takes the network away or asks for what is missing: the browser's own words about that are no fault. */
  expectsNetworkErrors?: boolean;
}

/** A fresh reader with an own cookie jar. Console errors and uncaught exceptions are collected. */
export async function visit(browser: Browser, origin: string, options: VisitOptions = {}): Promise<Visit> {
  const { expectsNetworkErrors = false, ...rest } = options;
  const context = await browser.newContext({
    baseURL: origin,
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    // Tests that put words into the network's mouth are not heard by a page behind a service worker.
    serviceWorkers: "block",
    ...rest,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const isExcused = expectsNetworkErrors && NETWORK.test(message.text());
    if (message.type() === "error" && !isExcused) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.stack ?? String(error)));
  page.on("dialog", (dialog) => void dialog.accept());
  return { page, complaints, close: () => context.close() };
}

export interface Account {
  username: string;
  email: string;
  password: string;
}

let counter = 0;

export function newAccount(name = "reader"): Account {
  counter += 1;
  const username = `${name}_${Date.now().toString(36)}${counter}`;
  return { username, email: `${username}@veza.test`, password: "a fine long password" };
}

/** The link of the verification mail. */
export async function verificationLink(stack: Stack, email: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    for (const mail of await stack.mail(email)) {
      const link = /https?:\/\/\S+\/verify-email\?token=[^\s"<]+/.exec(mail.text)?.[0];
      if (link) return link;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`No verification mail came for ${email}.`);
}

/** Registers through the pages and confirms the mailed link. Ends signed in, on the confirmation page. */
export async function join(page: Page, stack: Stack, account: Account): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Username").fill(account.username);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  await page.goto(await verificationLink(stack, account.email));
  await page.getByRole("heading", { name: "Your address is confirmed" }).waitFor();
}

/** Signs in through the page and lands on `next`. */
export async function signIn(page: Page, account: Account, next = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname + url.search === next);
}

/** One of the development accounts that every stack has. */
export const demoAccount = (username: string): Account => ({
  username,
  email: `${username}@veza.test`,
  password: "veza-demo-1",
});

/**
 * What axe finds on the page once it has come to rest, and how much wider than the screen it is.
 * @param without selectors of what has tests of its own
 */
export async function violations(page: Page, ...without: string[]): Promise<string[]> {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((it) => it.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((it) => it.finished.catch(() => undefined)),
    ),
  );
  const axe = new AxeBuilder({ page }).withTags([
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
  ]);
  for (const selector of without) axe.exclude(selector);
  const results = await axe.analyze();
  const found = results.violations.flatMap((it) =>
    it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return overflow > 0 ? [...found, `${overflow} px wider than the screen`] : found;
}

export interface SoundFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Uploads files through the page and waits until every one is published. */
export async function publish(page: Page, files: SoundFile[]): Promise<void> {
  await page.goto("/upload");
  await page.locator('input[type="file"]').first().setInputFiles(files);
  await page.getByRole("button", { name: /^Upload \d+ track/ }).click();
  await page
    .getByText("Your track is live.")
    .nth(files.length - 1)
    .waitFor({ timeout: 120_000 });
}

/** What the one audio element of the page is doing. */
export function sound(page: Page) {
  return page.evaluate(() => {
    const all = document.querySelectorAll("audio");
    const audio = all[0];
    return {
      elements: all.length,
      time: audio?.currentTime ?? -1,
      readyState: audio?.readyState ?? 0,
      isPaused: audio?.paused ?? true,
      volume: audio?.volume ?? 0,
      isMuted: audio?.muted ?? false,
    };
  });
}

/** Waits until the audio element has moved on by `seconds`. */
export async function heardFor(page: Page, seconds: number): Promise<void> {
  const from = (await sound(page)).time;
  await page.waitForFunction(
    (limit) => (document.querySelector("audio")?.currentTime ?? 0) > limit,
    Math.max(0, from) + seconds,
    {
      timeout: 30_000,
    },
  );
}

export { type Stack, startStack };
