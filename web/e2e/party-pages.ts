import type { Page } from "playwright-core";
import { expect } from "vitest";
import { demoAccount, sound } from "./platform.ts";

/** Who opens parties on the stage, with four tracks of their own; an administrator too. */
export const HOST = demoAccount("party_host");
export const GUEST = demoAccount("party_guest");

/** Opens the page of the newest track and a party with it, as its host. Answers the party's path. */
export async function openParty(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Maple" }).first().click();
  await page.getByRole("button", { name: "Listen together" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the party").fill("Friday");
  await dialog.getByRole("button", { name: "Open the party" }).click();
  await page.waitForURL(/\/party\//);
  await page.getByRole("heading", { name: "Maple", level: 1 }).waitFor();
  return new URL(page.url()).pathname;
}

/** Settles when music comes out of the page. */
export const soundsAt = (page: Page) =>
  expect.poll(async () => (await sound(page)).isPaused, { timeout: 15_000 }).toBe(false);

/** Seconds into what plays for everybody, as the page says them. */
export const positionOf = async (page: Page) =>
  Number(await page.locator('main [aria-label^="Position in"]').first().getAttribute("aria-valuenow"));
