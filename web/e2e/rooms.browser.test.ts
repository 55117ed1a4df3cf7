import { until } from "@veza/testing/until";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type Account,
  demoAccount,
  launch,
  loaded,
  overflow,
  signIn,
  type Visit,
  type VisitOptions,
  violations,
  visit,
} from "./platform.ts";
import { type SharedStack, theStackWithoutTracks } from "./the-stack.ts";

const artist = demoAccount("artist");
const listener = demoAccount("listener");
const moderator = demoAccount("moderator");

let stack: SharedStack;
let browser: Browser;
const open: Visit[] = [];

beforeAll(async () => {
  stack = await theStackWithoutTracks();
  browser = await launch();
}, 300_000);
afterEach(async () => {
  for (const it of open.splice(0)) await it.close();
});
afterAll(async () => {
  await browser?.close();
});

/** Somebody signed in, at a page. */
async function seat(account: Account, next = "/rooms", options: VisitOptions = {}): Promise<Visit> {
  const it = await visit(browser, stack.url, { expectsNetworkErrors: true, ...options });
  open.push(it);
  await signIn(it.page, account, next);
  return it;
}

/** Opens a room by its dialog. Answers its path. */
async function openRoom(page: Page, name: string, visibility: "Public" | "Private"): Promise<string> {
  await page.getByRole("button", { name: "New room" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Topic").fill(`All about ${name.toLowerCase()}.`);
  await dialog.getByText(visibility, { exact: true }).click();
  await dialog.getByRole("button", { name: "Open the room" }).click();
  await page.waitForURL(/\/rooms\/[^/]+$/);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  return new URL(page.url()).pathname;
}

async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: /^Message/ });
  await box.fill(text);
  await box.press("Enter");
  await page.getByRole("log").getByText(text).waitFor();
}

describe("finding and entering rooms", () => {
  test("a new message opens where one types: nothing typed at once is lost", async () => {
    const { page } = await seat(artist);
    await page.getByRole("button", { name: "New message" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("list");
    await page.getByRole("option", { name: /listener/ }).click();
    await page.getByRole("button", { name: "Remove listener" }).waitFor();
  });

  test("a public room is opened, found in the directory by a word, read by a guest and joined", async () => {
    const owner = await seat(artist);
    const path = await openRoom(owner.page, "Tape loops", "Public");
    expect(path).toBe("/rooms/tape-loops");
    await say(owner.page, "Who else splices by hand?");
    const box = owner.page.getByRole("textbox", { name: /^Message/ });
    await box.fill("**Answer** of ours: ||glue||");
    await box.press("Enter");
    await owner.page.getByRole("log").getByText("of ours").waitFor();

    const guest = await visit(browser, stack.url);
    open.push(guest);
    await guest.page.goto("/rooms");
    await guest.page.getByLabel("Search rooms").fill("loops");
    await guest.page.getByRole("link", { name: /Tape loops/ }).click();
    await guest.page.getByText("Who else splices by hand?").waitFor();
    // As plain text: no marks, and what is hidden stays hidden.
    await guest.page.getByText("Answer of ours: …", { exact: true }).waitFor();
    await guest.page.getByRole("link", { name: "Sign in to join" }).click();
    await guest.page.waitForURL((url) => url.searchParams.get("next") === path);
    expect(guest.complaints).toEqual([]);

    const other = await seat(listener, path);
    await other.page.getByRole("button", { name: "Join" }).click();
    await other.page.getByRole("log").getByText("Who else splices by hand?").waitFor();
    // The room fills the window and nothing of it scrolls away, on a wide screen and on a phone.
    for (const size of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await other.page.setViewportSize(size);
      const over = () => other.page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      await expect.poll(over).toBeLessThanOrEqual(0);
    }
    await other.page.setViewportSize({ width: 1440, height: 900 });
    await say(other.page, "With a razor blade and patience.");
    await owner.page.getByRole("log").getByText("With a razor blade and patience.").waitFor();
    // It stands in the list of both now.
    await other.page
      .getByRole("navigation", { name: "Your rooms" })
      .getByRole("link", { name: /Tape loops/ })
      .waitFor();
    expect([...owner.complaints, ...other.complaints]).toEqual([]);
  });

  test("a private room is nothing to outsiders until they hold an invite, which works as often as it says", async () => {
    const owner = await seat(artist);
    const path = await openRoom(owner.page, "Back room", "Private");
    await say(owner.page, "Between us.");
    await owner.page.getByRole("button", { name: "Options of the room" }).click();
    await owner.page.getByRole("menuitem", { name: "Settings of the room" }).click();
    const dialog = owner.page.getByRole("dialog");
    await dialog.getByText("Invites", { exact: true }).click();
    await dialog.getByLabel("Uses").selectOption("1");
    const made = owner.page.waitForResponse((it) => it.url().endsWith("/invites") && it.status() === 201);
    await dialog.getByRole("button", { name: "New invite" }).click();
    const { code } = (await (await made).json()) as { code: string };
    await dialog.getByText("1 use left").waitFor();

    const other = await seat(listener, path);
    await other.page.getByRole("heading", { name: "There is no such room" }).waitFor();
    await other.page.goto(`${path}?invite=${code}`);
    await other.page.getByText("You are invited").waitFor();
    await other.page.getByRole("button", { name: "Join" }).waitFor();
    expect(await other.page.getByText("Between us.").count()).toBe(0);
    await other.page.getByRole("button", { name: "Join" }).click();
    await other.page.getByRole("log").getByText("Between us.").waitFor();

    const third = await seat(moderator, `${path}?invite=${code}`);
    await third.page.getByRole("heading", { name: "There is no such room" }).waitFor();
    expect([...owner.complaints, ...other.complaints, ...third.complaints]).toEqual([]);
  });
});

describe("people", () => {
  test("from a card to a conversation; what is unread shows everywhere and goes when it is read", async () => {
    const one = await seat(artist);
    await one.page.getByRole("button", { name: "New message" }).click();
    const dialog = one.page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "To" }).fill("listen");
    await dialog.getByRole("option", { name: "listener" }).click();
    await dialog.getByRole("button", { name: "Start" }).click();
    await one.page.getByRole("heading", { name: "listener", level: 1 }).waitFor();

    const other = await seat(listener);
    await say(one.page, "Have you heard the new one?");
    const list = other.page.getByRole("navigation", { name: "Your rooms" });
    const row = list.getByRole("link", { name: /artist/ });
    await row.getByText("1 unread message").waitFor();
    await row.click();
    await other.page.getByRole("log").getByText("Have you heard the new one?").waitFor();
    await expect.poll(() => row.getByText("unread").count()).toBe(0);
    // The same conversation from the other side.
    expect(new URL(other.page.url()).pathname).toBe(new URL(one.page.url()).pathname);
    expect([...one.complaints, ...other.complaints]).toEqual([]);
  });

  test("whoever is blocked cannot write any more, and it can be lifted in the settings", async () => {
    const one = await seat(artist);
    await one.page
      .getByRole("navigation", { name: "Your rooms" })
      .getByRole("link", { name: /listener/ })
      .click();
    const name = one.page.getByRole("heading", { level: 1 }).getByRole("button", { name: "listener" });
    await name.click();
    await one.page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
    await one.page.getByText("You have blocked listener.").waitFor();
    await one.page.keyboard.press("Escape");
    const other = await seat(listener, new URL(one.page.url()).pathname);
    const box = other.page.getByRole("textbox", { name: /^Message/ });
    await box.fill("Hello?");
    await box.press("Enter");
    await other.page.getByText("Not sent: one of you has blocked the other.").waitFor();
    await one.page.goto("/settings");
    await one.page.getByRole("button", { name: "Unblock" }).click();
    await one.page.getByText("You have blocked nobody.").waitFor();
    expect([...one.complaints, ...other.complaints]).toEqual([]);
  });
});

describe("moderation", () => {
  test("mute with its end, ban with open sockets, and the log of both", async () => {
    const owner = await seat(artist, "/rooms/tape-loops");
    const other = await seat(listener, "/rooms/tape-loops");
    await other.page.getByRole("textbox", { name: /^Message/ }).waitFor();
    const act = async (item: string, button: string) => {
      await owner.page.getByRole("button", { name: "Options for listener" }).click();
      await owner.page.getByRole("menuitem", { name: item }).click();
      const dialog = owner.page.getByRole("dialog");
      await dialog.getByLabel("Reason").fill("Too loud");
      await dialog.getByRole("button", { name: button, exact: true }).click();
      await dialog.waitFor({ state: "detached" });
    };
    await act("Mute…", "Mute");
    await owner.page.getByText(/^Muted until/).waitFor();
    await act("Ban…", "Ban");
    await expect.poll(() => other.page.getByRole("textbox", { name: /^Message/ }).count()).toBe(0);
    await owner.page.getByRole("button", { name: "Options of the room" }).click();
    await owner.page.getByRole("menuitem", { name: "Settings of the room" }).click();
    const dialog = owner.page.getByRole("dialog");
    await dialog.getByText("Log", { exact: true }).click();
    await dialog.getByText("@listener banned").waitFor();
    await dialog.getByText("@listener muted").waitFor();
    await dialog.getByRole("button", { name: "Lift the ban" }).first().click();
    await owner.page.getByText("Done").first().waitFor();
    expect(await violations(owner.page)).toEqual([]);
    expect([...owner.complaints, ...other.complaints]).toEqual([]);
  });

  test("rules are tried before they hold, and a refused text stays", async () => {
    const owner = await seat(artist, "/rooms/tape-loops");
    await owner.page.getByRole("button", { name: "Options of the room" }).click();
    await owner.page.getByRole("menuitem", { name: "Settings of the room" }).click();
    const dialog = owner.page.getByRole("dialog");
    await dialog.getByText("Rules", { exact: true }).click();
    await dialog.getByLabel("Watched words").fill("casino");
    await dialog.getByLabel("Try a text").fill("Win at the CASINO");
    await dialog.getByRole("button", { name: "Try" }).click();
    await dialog.getByText(/Would be found: .*casino/).waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await owner.page.getByText("Saved").first().waitFor();
    await owner.page.keyboard.press("Escape");

    const other = await seat(moderator, "/rooms/tape-loops");
    await other.page.getByRole("button", { name: "Join" }).click();
    const box = other.page.getByRole("textbox", { name: /^Message/ });
    await box.fill("Win at the casino");
    await box.press("Enter");
    await other.page.getByText("The rules of this room do not allow this text.").first().waitFor();
    await other.page.getByText("Win at the casino").first().waitFor();
    // What is said after it has come, so the refused text did not.
    await say(owner.page, "Nothing to win here.");
    await other.page.getByRole("log").getByText("Nothing to win here.").waitFor();
    expect(await owner.page.getByRole("log").getByText("Win at the casino").count()).toBe(0);
    expect([...owner.complaints, ...other.complaints]).toEqual([]);
  });

  test("a report reaches the console, is claimed, decided and carried out in the room", async () => {
    const owner = await seat(artist, "/rooms/tape-loops");
    await say(owner.page, "Something to complain about");
    const other = await seat(moderator, "/rooms/tape-loops");
    await other.page.getByRole("log").getByText("Something to complain about").waitFor();
    await other.page.getByRole("log").getByText("Something to complain about").hover();
    await other.page.getByRole("button", { name: "Actions for the message of artist" }).last().click();
    await other.page.getByRole("menuitem", { name: /Report/ }).click();
    const dialog = other.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Report", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    // A report takes its way by a queue.
    await until(
      async () => (await stack.sql("SELECT id FROM reports WHERE body = 'Something to complain about'"))[0],
      "the report",
      { timeout_ms: 30_000, every_ms: 200 },
    );
    await other.page.goto("/moderation");
    await other.page.getByText("Something to complain about").waitFor();
    expect(await violations(other.page)).toEqual([]);
    await other.page.getByRole("button", { name: "Claim" }).click();
    await other.page.getByText("Claimed", { exact: true }).click();
    await other.page.getByRole("button", { name: "Decide…" }).click();
    await other.page.getByRole("dialog").getByRole("button", { name: "Decide" }).click();
    await other.page.getByRole("dialog").waitFor({ state: "detached" });
    await other.page.getByText("Decided", { exact: true }).click();
    await other.page.getByText("Message removed").waitFor();
    await expect
      .poll(() => owner.page.getByRole("log").getByText("Something to complain about").count())
      .toBe(0);
    expect([...owner.complaints, ...other.complaints]).toEqual([]);
  });
});

describe("beside the music", () => {
  test("an artist's room is made by the first who enters it, stands on the page, and fills one of its own", async () => {
    const guest = await visit(browser, stack.url);
    open.push(guest);
    await guest.page.goto("/u/artist");
    await guest.page.getByText("Be the first here").waitFor();
    const it = await seat(listener, "/u/artist");
    await it.page.getByRole("button", { name: "Enter the room" }).click();
    await say(it.page, "When is the next one out?");
    expect(await violations(it.page)).toEqual([]);
    await it.page.getByRole("link", { name: "Open as a page" }).click();
    await it.page.waitForURL(/\/rooms\//);
    await it.page.getByRole("log").getByText("When is the next one out?").waitFor();
    await guest.page.reload();
    await guest.page.getByText("2 members").waitFor();
    expect([...guest.complaints, ...it.complaints]).toEqual([]);
  });
});

describe("programs", () => {
  test("a webhook's address is shown once, and what is posted there stands in the room as a program's", async () => {
    const owner = await seat(artist, "/rooms/tape-loops");
    await owner.page.getByRole("button", { name: "Options of the room" }).click();
    await owner.page.getByRole("menuitem", { name: "Settings of the room" }).click();
    const dialog = owner.page.getByRole("dialog");
    await dialog.getByText("Webhooks", { exact: true }).click();
    await dialog.getByLabel("Name").fill("Releases");
    await dialog.getByRole("button", { name: "New webhook" }).click();
    const address = (await dialog.locator("code").textContent()) ?? "";
    const posted = await owner.page.request.post(address, { data: { body: "**Side A** is out" } });
    expect(posted.status()).toBe(200);
    await dialog.getByText("Not used yet").waitFor();
    await owner.page.keyboard.press("Escape");
    await owner.page.getByRole("log").getByText("Side A is out").waitFor();
    await owner.page.getByRole("log").getByText("Bot", { exact: true }).last().waitFor();
    expect(owner.complaints).toEqual([]);
  });

  test("a bot is made in the settings, its secret is shown once, and it can be closed again", async () => {
    const it = await seat(artist, "/settings");
    await it.page.getByLabel("Username of the bot").fill("tape_bot");
    await it.page.getByRole("button", { name: "Make a bot" }).click();
    await it.page.getByText("Secret of @tape_bot").waitFor();
    expect(await violations(it.page)).toEqual([]);
    await it.page.reload();
    await it.page.getByText("@tape_bot").waitFor();
    expect(await it.page.getByText("Secret of @tape_bot").count()).toBe(0);
    await it.page.getByRole("button", { name: "Delete" }).click();
    await it.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await it.page.getByText("@tape_bot").first().waitFor({ state: "detached" });
    expect(it.complaints).toEqual([]);
  });
});

describe("on a phone", () => {
  test("the list, a room, and back; in French too", async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
    const it = await seat(artist, "/rooms", phone);
    const room = it.page
      .getByRole("navigation", { name: "Your rooms" })
      .getByRole("link", { name: /Tape loops/ });
    await loaded(it.page, room);
    expect(await overflow(it.page)).toEqual([]);
    await room.click();
    await it.page.getByRole("textbox", { name: /^Message/ }).waitFor();
    await it.page.getByRole("button", { name: "All rooms" }).click();
    await it.page.getByRole("navigation", { name: "Your rooms" }).waitFor();
    await it.page.goto("/settings");
    await it.page.getByText("Français").click();
    await it.page.getByRole("heading", { name: "Réglages", level: 1 }).waitFor();
    await it.page.goto("/rooms");
    await it.page.getByRole("heading", { name: "Salons", level: 1 }).waitFor();
    await loaded(it.page, it.page.getByRole("link", { name: /Tape loops/ }));
    expect(await violations(it.page)).toEqual([]);
    expect(it.complaints).toEqual([]);
  });
});
