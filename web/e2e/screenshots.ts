/**
 * Takes the pictures of docs/screenshots: `node web/e2e/screenshots.ts`. Starts a stack of its own, fills it
 * with a few synthesised tracks, and photographs discover, an upload on its way, and a track that plays.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startStack } from "@veza/dev/stack";
import { melodyWav } from "@veza/testing/sound";
import { heardFor, join, launch, newAccount, publish, visit } from "./platform.ts";

const folder = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const NAMES = [
  "Juno - Four in the Morning",
  "Tide Table - Concrete Choir",
  "Ondine - Slow Copper",
  "Mara Voss - Night Bus",
  "Ondine - Le jardin d'hiver",
  "Tide Table - Salt & Static",
  "Juno - Paper Boats",
  "Mara Voss - Harbour Lights",
];
const file = (name: string, seconds: number, root: number) => ({
  name: `${name}.wav`,
  mimeType: "audio/wav",
  buffer: melodyWav(seconds, root),
});

const stack = await startStack();
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  const artist = newAccount("mara");
  const studio = await visit(browser, stack.url);
  await join(studio.page, stack, artist);
  for (const [index, name] of NAMES.entries()) {
    await publish(studio.page, [file(name, 20 + index * 3, 110 + index * 22)]);
    await studio.page.getByRole("button", { name: "Take off the list" }).click();
  }
  const cookies = await studio.page.context().storageState();
  await studio.close();

  for (const { form, options } of [
    { form: "desktop", options: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" as const } },
    {
      form: "phone",
      options: {
        viewport: { width: 390, height: 844 },
        colorScheme: "light" as const,
        deviceScaleFactor: 2,
        hasTouch: true,
        isMobile: true,
      },
    },
  ]) {
    const { page, close } = await visit(browser, stack.url, { ...options, storageState: cookies });
    const shoot = (name: string) => page.screenshot({ path: `${folder}${name}-${form}.png` });
    await page.goto("/");
    await page
      .getByRole("button", { name: /^Play / })
      .first()
      .click();
    await heardFor(page, 6);
    await shoot("discover");
    await page.getByRole("link", { name: "Harbour Lights" }).first().click();
    await page.getByRole("heading", { name: "Harbour Lights", level: 1 }).waitFor();
    await heardFor(page, 1);
    await shoot("track");
    await page.goto("/upload");
    await page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([file("03 - Mara Voss - Lanterns (live)", 180, 131)]);
    await page.getByRole("button", { name: "Upload 1 track" }).click();
    await page.waitForFunction(
      () => {
        const bar = document.querySelector('[role="progressbar"][aria-valuetext]');
        const text = bar?.getAttribute("aria-valuetext") ?? "";
        return text.startsWith("Encoding") && Number(bar?.getAttribute("aria-valuenow")) > 35;
      },
      undefined,
      { timeout: 90_000 },
    );
    await shoot("upload");
    await page.getByText("Your track is live.").waitFor({ timeout: 180_000 });
    await close();
  }
} finally {
  await browser.close();
  await stack.stop();
}
