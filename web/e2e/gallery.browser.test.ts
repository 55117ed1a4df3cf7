import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, violations, visit } from "./platform.ts";

const web = fileURLToPath(new URL("../", import.meta.url));
let server: ViteDevServer;
let browser: Browser;
let origin = "";

beforeAll(async () => {
  // The page needs no stack: nothing of ui/ knows the platform.
  server = await createServer({
    root: web,
    configFile: `${web}vite.config.ts`,
    logLevel: "error",
    server: { port: 0 },
  });
  await server.listen();
  origin = server.resolvedUrls?.local[0] ?? "";
  browser = await launch();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe("the design system's gallery", () => {
  test("shows everything of ui/", async () => {
    const files = (await readdir(`${web}src/ui`)).filter((name) => name.endsWith(".tsx"));
    const gallery = await server.transformRequest("/src/app/gallery/gallery.tsx");
    expect(files.filter((name) => !gallery?.code.includes(`/src/ui/${name}`))).toEqual([]);
  });

  test.each(["dark", "light"] as const)(
    "in the %s theme axe finds nothing, with and without a dialog",
    async (colorScheme) => {
      const { page, complaints, close } = await visit(browser, origin, {
        colorScheme,
        reducedMotion: "no-preference",
      });
      await page.goto("/gallery.html");
      await page.getByRole("heading", { name: "Design system" }).waitFor();
      expect(await violations(page)).toEqual([]);
      const picture = await page.screenshot({ fullPage: true });
      expect(picture.byteLength).toBeGreaterThan(50_000);
      await page.getByRole("button", { name: "Say what failed" }).click();
      await page.getByText("That did not work.").waitFor();
      await page.getByRole("button", { name: "Open a dialog" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
