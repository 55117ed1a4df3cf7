import AxeBuilder from "@axe-core/playwright";
import type { SharedStack } from "@veza/dev/testing/shared-stack";
import { CHROMIUM, programOf } from "@veza/dev/tools/install-tools";
import { until } from "@veza/testing/until";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";

/** Chromium as the tests use it: sound without a gesture, nothing in the background. */
export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.VEZA_CHROMIUM ?? (await programOf(CHROMIUM)),
    args: [
      ...["--no-sandbox", "--disable-background-networking", "--autoplay-policy=no-user-gesture-required"],
      // There is no graphics card: a process of its own for it is only one more to talk to.
      "--in-process-gpu",
    ],
  });
}

export interface Visit {
  page: Page;
  /** What the page complained about: must be empty at the end. */
  complaints: string[];
  /** The last answers of the platform that were no success: for whoever looks for the cause of a failure. */
  refusals: string[];
  close(): Promise<void>;
}

/** Messages of the browser itself about requests that a test breaks on purpose. */
const NETWORK = /Failed to load resource|ERR_INTERNET_DISCONNECTED|WebSocket connection/;

export interface VisitOptions extends BrowserContextOptions {
  /**
   * The test takes the network away or asks for what is missing: the browser's own words about that are no
   * fault.
   */
  expectsNetworkErrors?: boolean;
}

let networks = 0;

/** Visits whose pages stand now. */
export const openVisits = new Set<Visit>();

/** A fresh reader with an own cookie jar. Console errors and uncaught exceptions are collected. */
export async function visit(browser: Browser, origin: string, options: VisitOptions = {}): Promise<Visit> {
  const { expectsNetworkErrors = false, ...rest } = options;
  networks += 1;
  const context = await browser.newContext({
    // Everybody comes from a network of their own, as readers do: what is limited by network counts each
    // apart.
    extraHTTPHeaders: { "cf-connecting-ip": `10.${process.pid % 250}.${networks >> 8}.${networks & 255}` },
    baseURL: origin,
    locale: "en-GB",
    viewport: { width: 1440, height: 900 },
    // Tests that put words into the network's mouth are not heard by a page behind a service worker.
    serviceWorkers: "block",
    // What moves costs frames and proves nothing here; what is about motion asks for it.
    reducedMotion: "reduce",
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
  const refusals: string[] = [];
  page.on("response", (response) => {
    if (response.status() < 400) return;
    refusals.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    if (refusals.length > 20) refusals.shift();
  });
  const it: Visit = { page, complaints, refusals, close: () => context.close() };
  openVisits.add(it);
  context.on("close", () => openVisits.delete(it));
  return it;
}

export interface Account {
  username: string;
  email: string;
  password: string;
}

/** What of a stack a reader needs. */
type Home = Pick<SharedStack, "url" | "mail">;

let counter = 0;

export function newAccount(name = "reader"): Account {
  counter += 1;
  const username = `${name}_${Date.now().toString(36)}${counter}`;
  return { username, email: `${username}@veza.test`, password: "a fine long password" };
}

/** The link of the verification mail. */
export async function verificationLink(stack: Home, email: string): Promise<string> {
  return until(
    async () =>
      (await stack.mail(email))
        .map((mail) => /https?:\/\/\S+\/verify-email\?token=[^\s"<]+/.exec(mail.text)?.[0])
        .find((link) => link !== undefined),
    `a verification mail for ${email}`,
    { timeout_ms: 20_000 },
  );
}

/** Registers through the pages and confirms the mailed link. Ends signed in, on the confirmation page. */
export async function join(page: Page, stack: Home, account: Account): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("Username").fill(account.username);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  await page.goto(await verificationLink(stack, account.email));
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.getByRole("heading", { name: "Your address is confirmed" }).waitFor();
}

/** Signs in through the page and lands on `next`. For tests of the way in; the others have `signIn`. */
export async function signInByForm(page: Page, account: Account, next = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname + url.search === next);
}

/**
 * Signs the page's browser in with the calls of the form, but without its page, and opens `next`: half of
 * what the form costs.
 */
export async function signIn(page: Page, account: Account, next = "/"): Promise<void> {
  const { request } = page.context();
  const { csrf_token } = await (await request.get("/api/v1/auth/csrf")).json();
  const answer = await request.post("/api/v1/auth/login", {
    headers: { "x-csrf-token": csrf_token },
    data: { email: account.email, password: account.password },
  });
  if (!answer.ok()) throw new Error(`${account.email} could not sign in: ${await answer.text()}`);
  // The page's own hint that there is a session (lib/api/session-hint.ts), before its first script, and once.
  const hint = await page.addInitScript(() => localStorage.setItem("veza.session", String(Date.now())));
  await page.goto(next);
  await hint.dispose();
}

/** An account of the demo or of the stage. */
export const demoAccount = (username: string): Account => ({
  username,
  email: `${username}@veza.test`,
  password: "veza-demo-1",
});

/**
 * Axe with every rule that we hold to, the experimental one about names that leave out what is written on a
 * control as well.
 */
export async function axeOf(page: Page): Promise<AxeBuilder> {
  // Half a megabyte of script, put in twice at every look, unless the look before has left it in the
  // document.
  const isThere = await page.evaluate(() => "axe" in window);
  return (
    new AxeBuilder({ page, ...(isThere ? { axeSource: "void 0" } : {}) })
      .options({ rules: { "label-content-name-mismatch": { enabled: true } } })
      // One document and no frames: without a second page that merges the results of frames it takes half the
      // time.
      .setLegacyMode(true)
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
  );
}

/**
 * What a second look at the same page sees that the first did not: rules about colours, sizes and what does
 * not fit.
 */
const LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

interface Look {
  /** Selectors of what has tests of its own. */
  without?: string[];
  /** The page was looked at with every rule, in another theme and size. */
  isSecond?: boolean;
}

/** What axe finds on the page once it has come to rest, and how much wider than the screen it is. */
export async function violations(
  page: Page,
  { without = [], isSecond = false }: Look = {},
): Promise<string[]> {
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((it) => it.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map((it) => it.finished.catch(() => undefined)),
    ),
  );
  const axe = await axeOf(page);
  if (isSecond) axe.withRules(LOOKS);
  for (const selector of without) axe.exclude(selector);
  const results = await axe.analyze();
  const found = results.violations.flatMap((it) =>
    it.nodes.map((node) => `${it.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
  );
  return [...found, ...(await overflow(page))];
}

/** How much wider than the screen the page is, where it is. */
export async function overflow(page: Page): Promise<string[]> {
  const px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return px > 0 ? [`${px} px wider than the screen`] : [];
}

/**
 * Settles when nothing of the page waits for an answer any more. `what` is seen first: an empty page waits
 * for nothing either.
 */
export async function loaded(page: Page, what: Locator): Promise<void> {
  await what.first().waitFor();
  await page.waitForFunction(() => document.querySelector("[aria-busy=true], .skeleton") === null);
}

export interface SoundFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Uploads files through the page and waits until every one is published. */
export async function publish(page: Page, files: SoundFile[]): Promise<void> {
  if (new URL(page.url()).pathname !== "/upload") await page.goto("/upload");
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
