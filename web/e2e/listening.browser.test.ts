import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount, heardFor, launch, loaded, signIn, sound, visit } from "./platform.ts";
import { type SharedStack, theStack } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;
const artist = demoAccount("listening_artist");

beforeAll(async () => {
  stack = await theStack();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
});

/**
 * These tests are about segments by HTTP, which listeners with an account get where the session's socket is
 * refused.
 */
async function myTracksByHttp(page: Page): Promise<void> {
  await page.routeWebSocket(/\/stream\?/, (socket) => socket.close({ code: 1001 }));
  await signIn(page, artist, "/my-tracks");
}

/** Which segment of its track a request is for. */
const segmentOf = (route: Route) => Number(/(\d+)\.m4s$/.exec(route.request().url())?.[1]);

describe("a private track", () => {
  test("plays for its owner, and goes on when its grant is refused on the way", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await myTracksByHttp(page);
    await page.getByRole("button", { name: "Edit: Private Song" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Private", { exact: true }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    let refused = 0;
    await page.route("**/stream/hls/**/*.m4s", (route) => {
      if (refused > 0 || segmentOf(route) !== 1) return route.continue();
      refused += 1;
      return route.fulfill({
        status: 403,
        contentType: "application/problem+json",
        body: JSON.stringify({
          type: "about:blank",
          title: "",
          status: 403,
          detail: "",
          code: "grant_expired",
          request_id: "x",
        }),
      });
    });
    await page.goto("/my-tracks");
    await page.getByRole("button", { name: "Play Private Song" }).click();
    // The first segment is two seconds long, the second was refused.
    await heardFor(page, 3);
    expect(refused).toBe(1);
    expect(await sound(page)).toMatchObject({ isPaused: false });

    const guest = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await guest.page.goto("/");
    await loaded(guest.page, guest.page.getByRole("link", { name: "Half A" }));
    expect(await guest.page.getByRole("link", { name: "Private Song" }).count()).toBe(0);
    await guest.close();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("on the way", () => {
  test("a network that goes and comes back costs no click: the music waits and goes on", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    let network = Promise.withResolvers<"gone" | "back">();
    await page.route("**/stream/hls/**/*.m4s", async (route) => {
      // The network goes while the third segment is on its way.
      if (segmentOf(route) >= 2 && (await network.promise) === "gone")
        return route.abort("internetdisconnected");
      return route.continue();
    });
    await myTracksByHttp(page);
    await page.getByRole("button", { name: "Play Private Song" }).click();
    await heardFor(page, 0.4);
    await page.context().setOffline(true);
    network.resolve("gone");
    const player = page.getByRole("region", { name: "Player" });
    await player.getByText("Offline:").waitFor({ timeout: 20_000 });
    network = Promise.withResolvers();
    network.resolve("back");
    await page.context().setOffline(false);
    // Beyond the eight seconds that were here.
    await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 9, null, {
      timeout: 40_000,
    });
    await expect.poll(() => player.getByText("Offline:").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a track that was withdrawn meanwhile is skipped with a word", async () => {
    const { page, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await page.goto("/");
    await page.getByRole("button", { name: "Play Half A" }).waitFor();
    await page.route(
      "**/stream/hls/**",
      (route) =>
        route.request().url().includes("waveform")
          ? route.continue()
          : route.fulfill({ status: 404, body: "" }),
      { times: 3 },
    );
    await page.route("**/api/v1/tracks/trk_*", (route) =>
      route.fulfill({
        status: 404,
        contentType: "application/problem+json",
        body: JSON.stringify({
          type: "about:blank",
          title: "",
          status: 404,
          detail: "",
          code: "not_found",
          request_id: "x",
        }),
      }),
    );
    await page.getByRole("button", { name: "Play Half A" }).click();
    await page.getByText("“Half A” was withdrawn, so it was skipped.").waitFor();
    await close();
  });

  test("the phone's player opens from below and does what the bar does", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.goto("/");
    await page.getByRole("button", { name: "Play Half A" }).tap();
    await heardFor(page, 0.4);
    await page.getByRole("button", { name: /^Open the player/ }).tap();
    const sheet = page.getByRole("dialog", { name: "Now playing" });
    const waveform = sheet.getByRole("slider", { name: /Position in Half A/ });
    const box = (await waveform.boundingBox())!;
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 3);
    await sheet.getByRole("button", { name: "Pause" }).tap();
    await expect.poll(async () => (await sound(page)).isPaused).toBe(true);
    await sheet.getByRole("button", { name: "Queue" }).tap();
    await page.getByRole("dialog", { name: "Queue" }).getByText("Half B").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
