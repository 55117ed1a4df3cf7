import { melodyWav } from "@veza/testing/sound";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  demoAccount,
  heardFor,
  launch,
  newAccount,
  publish,
  signIn,
  sound,
  verificationLink,
  visit,
} from "./platform.ts";
import { type SharedStack, theStackWithoutTracks } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;
/** Who uploads where the way in is not what is tested. */
const artist = demoAccount("journey_artist");

beforeAll(async () => {
  stack = await theStackWithoutTracks();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
});

const CHUNK_BYTES = 1024 * 1024;

/** The server's own answer, but for the size of one request. */
async function askForSmallRequests(page: Page): Promise<void> {
  await page.route("**/api/v1/uploads", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), chunk_bytes: CHUNK_BYTES } });
  });
}

const file = (name: string, seconds = 20) => ({ name, mimeType: "audio/wav", buffer: melodyWav(seconds) });

describe("an artist's first day", () => {
  test("from the guest's upload link over the mail to a published, playing, edited, deleted track", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    const account = newAccount("artist");

    await page.goto("/upload");
    await page.waitForURL(/\/sign-in\?next=/);
    await page.getByRole("link", { name: "Create account" }).click();
    await page.getByLabel("Username").fill(account.username);
    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password", { exact: true }).fill(account.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText(account.email).waitFor();
    await page.goto(await verificationLink(stack, account.email));
    await page.getByRole("button", { name: "Confirm my address" }).click();
    await page.getByRole("link", { name: "Upload a track" }).click();

    await page.getByText("Up to 200 MB").waitFor();
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([file("01 - Night Choir - First Light.wav", 45)]);
    await expect.poll(() => page.getByRole("textbox", { name: "Title" }).inputValue()).toBe("First Light");
    await expect.poll(() => page.getByRole("textbox", { name: "Artist" }).inputValue()).toBe("Night Choir");
    await page.evaluate(() => {
      const seen = new Set<string>();
      Object.assign(window, { seen });
      setInterval(() => {
        const text = document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuetext");
        if (text) seen.add(text.split(",")[0] ?? "");
      }, 15);
    });
    await page.getByRole("button", { name: "Upload 1 track" }).click();
    await page.getByText("Your track is live.").waitFor({ timeout: 120_000 });
    const stages = await page.evaluate(() => [...(Reflect.get(window, "seen") as Set<string>)]);
    expect(
      stages.filter((stage) => ["Scanning", "Reading", "Measuring", "Encoding", "Checking"].includes(stage))
        .length,
    ).toBeGreaterThanOrEqual(2);

    await page.getByRole("link", { name: "Open the track" }).click();
    await page.getByRole("heading", { name: "First Light", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Play First Light" }).click();
    await heardFor(page, 1.5);
    expect(await sound(page)).toMatchObject({ elements: 1, isPaused: false });
    expect((await sound(page)).readyState).toBeGreaterThanOrEqual(3);
    const session = await page.evaluate(() => ({
      title: navigator.mediaSession.metadata?.title,
      artist: navigator.mediaSession.metadata?.artist,
      artwork: navigator.mediaSession.metadata?.artwork.length,
      state: navigator.mediaSession.playbackState,
    }));
    expect(session).toMatchObject({ title: "First Light", artist: "Night Choir", state: "playing" });
    expect(session.artwork).toBeGreaterThan(0);

    // The music goes on while pages change, on the same element.
    await page.getByRole("link", { name: "Discover" }).first().click();
    await page.getByRole("heading", { name: "Newest" }).waitFor();
    await heardFor(page, 1);

    // Another quality takes over within seconds, without a stop.
    const player = page.getByRole("region", { name: "Player" });
    await player.getByRole("button", { name: /^Quality/ }).click();
    await page.getByRole("menuitemradio", { name: /AAC 64/ }).click();
    await player.getByRole("button", { name: /Playing now: AAC 64/ }).waitFor({ timeout: 15_000 });
    expect((await sound(page)).isPaused).toBe(false);

    // A click on the waveform is a place in the track.
    const waveform = player.getByRole("slider", { name: /Position in First Light/ });
    const box = (await waveform.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2);
    await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) >= 33);
    await heardFor(page, 0.5);

    await page.getByRole("link", { name: "My tracks" }).first().click();
    await page.getByRole("button", { name: "Edit: First Light" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Title").fill("Second Light");
    await dialog.getByLabel("Tags").fill("dawn, choir");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Second Light" }).waitFor();

    await page.getByRole("button", { name: "Delete: Second Light" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("“Second Light” was deleted").waitFor();
    await page.getByRole("heading", { name: "No tracks yet" }).waitFor();

    expect(complaints).toEqual([]);
    await close();
  });

  test("two people edit the same track: nothing typed is lost", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await signIn(page, artist, "/upload");
    await publish(page, [file("Shared.wav", 3)]);
    await page.goto("/my-tracks");
    await page.getByRole("button", { name: "Edit: Shared" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Save" }).and(page.locator(":enabled")).waitFor();
    await dialog.getByLabel("Title").fill("My title");
    await dialog.getByLabel("Description").fill("A long thought that must not be lost.");

    const other = await page.context().newPage();
    await other.goto("/my-tracks");
    await other.getByRole("button", { name: "Edit: Shared" }).click();
    await other.getByRole("dialog").getByLabel("Title").fill("Their title");
    await other.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await other.getByRole("heading", { name: "Their title" }).waitFor();
    await other.close();

    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("changed elsewhere").waitFor();
    expect(await dialog.getByLabel("Title").inputValue()).toBe("My title");
    expect(await dialog.getByLabel("Description").inputValue()).toBe("A long thought that must not be lost.");
    await dialog.getByRole("button", { name: "Use “Their title”" }).click();
    await dialog.getByRole("button", { name: "Save my version" }).click();
    await page.getByRole("heading", { name: "Their title" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("an upload goes on after a reload, from where it was, with the file chosen again", async () => {
    const { page, complaints, close } = await visit(browser, stack.url, { expectsNetworkErrors: true });
    await askForSmallRequests(page);
    await signIn(page, artist, "/upload");
    // Larger than what the server wants in one request, so that a part of it has arrived before the page goes
    // away.
    const long = { name: "Long One.wav", mimeType: "audio/wav", buffer: melodyWav(8) };
    expect(long.buffer.length).toBeGreaterThan(CHUNK_BYTES);
    let patches = 0;
    await page.route("**/api/v1/uploads/*", (route) => {
      if (route.request().method() !== "PATCH") return route.continue();
      patches += 1;
      return patches === 2 ? undefined : route.continue();
    });
    await page.locator('input[type="file"]').first().setInputFiles(long);
    await page.getByRole("button", { name: "Upload 1 track" }).click();
    await expect.poll(() => patches, { timeout: 60_000 }).toBe(2);
    await page.reload();
    await page.getByText("Stopped at").waitFor();
    await page.unroute("**/api/v1/uploads/*");
    const offsets: number[] = [];
    page.on("request", (request) => {
      if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
    });
    await page.getByText("Choose the file").setInputFiles(long);
    await page.getByText("Your track is live.").waitFor({ timeout: 120_000 });
    expect(offsets).toEqual([CHUNK_BYTES]);
    expect(complaints).toEqual([]);
    await close();
  }, 300_000);

  test("a file that is no audio says why, and what to do", async () => {
    const { page, complaints, close } = await visit(browser, stack.url);
    await signIn(page, artist, "/upload");
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([
        {
          name: "Silence.wav",
          mimeType: "audio/wav",
          buffer: Buffer.concat([melodyWav(2).subarray(0, 44), Buffer.alloc(352_800)]),
        },
        { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not audio") },
        { name: "Empty.wav", mimeType: "audio/wav", buffer: Buffer.alloc(0) },
      ]);
    await page.getByText("This does not look like audio.").waitFor();
    await page.getByText("This file is empty.").waitFor();
    await page.getByRole("button", { name: "Upload 1 track" }).click();
    await page.getByText("This recording is silent from start to end.").waitFor({ timeout: 120_000 });
    await page.getByText("the right tracks may be muted").waitFor();
    // The same file would be silent again: another one is what helps.
    expect(await page.getByRole("button", { name: "Run again" }).count()).toBe(0);
    await page
      .getByLabel("Replace the file")
      .setInputFiles({ name: "Heard.wav", mimeType: "audio/wav", buffer: melodyWav(2) });
    await page.getByRole("progressbar").waitFor();
    await page.getByText("This recording is silent from start to end.").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Open the track" }).waitFor({ timeout: 120_000 });
    expect(complaints).toEqual([]);
    await close();
  }, 240_000);
});
