import { ApiClient } from "@veza/testing/api-client";
import { pngOf } from "@veza/testing/png";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fakeMessageId, fakeRoom } from "./fake-room.ts";
import { demoAccount, launch, signIn, type Visit, type VisitOptions, violations, visit } from "./platform.ts";
import { type SharedStack, theStackWithoutTracks } from "./the-stack.ts";

let stack: SharedStack;
let browser: Browser;
const open: Visit[] = [];
const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
} satisfies VisitOptions;

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

type Username = "chat_host" | "chat_guest";
const sessions = new Map<Username, ApiClient>();

/** The API as somebody's own program speaks to it. */
async function as(username: Username): Promise<ApiClient> {
  const { email, password } = demoAccount(username);
  const session = sessions.get(username) ?? (await ApiClient.signIn(stack.url, email, password));
  sessions.set(username, session);
  return session;
}

/**
 * A public room, made without the pages of its owner: nobody may open more than five an hour. Answers its id.
 */
async function newRoom(name: string, owner: Username, ...members: Username[]): Promise<string> {
  const room = await (await as(owner)).call("/rooms", {
    method: "POST",
    json: { name, visibility: "public" },
  });
  const { id } = room as { id: string };
  for (const member of members)
    await (await as(member)).call(`/rooms/${id}/join`, { method: "POST", json: {} });
  return id;
}

/** Settles when the room's messages are there. */
const inside = (page: Page) => page.getByRole("log").and(page.locator("[aria-busy=false]")).first().waitFor();

/** One of the stage's accounts, signed in and in a room. */
async function seat(username: Username, roomId: string, options: VisitOptions = {}): Promise<Visit> {
  const it = await visit(browser, stack.url, { expectsNetworkErrors: true, ...options });
  open.push(it);
  await signIn(it.page, demoAccount(username), `/rooms/${roomId}`);
  await inside(it.page);
  return it;
}

/** Waits for a state: the machine may be busy. */
const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 15_000 });
/** The pictures in view have come. */
const picturesCome = (page: Page) =>
  page.waitForFunction(() =>
    [...document.images].every((img) => {
      const { top, bottom } = img.getBoundingClientRect();
      return img.complete || bottom < 0 || top > innerHeight;
    }),
  );

const box = (page: Page) => page.getByRole("textbox", { name: /^Message to/ });
const log = (page: Page) => page.getByRole("log", { name: "Messages" });
const row = (page: Page, text: string | RegExp) => log(page).getByRole("article").filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await box(page).press("Enter");
}

/** Opens the menu of a message by keyboard. */
async function actionsOn(page: Page, text: string): Promise<void> {
  await row(page, text).first().focus();
  await row(page, text).first().press("Enter");
}

describe("two people in a room", () => {
  test("talk, change, react, answer, branch off and take back", async () => {
    const roomId = await newRoom("Two people", "chat_host", "chat_guest");
    const desk = await seat("chat_host", roomId);
    const phone = await seat("chat_guest", roomId, PHONE);

    await box(phone.page).fill("typing");
    await desk.page.getByText("chat_guest is typing…").waitFor();
    await box(phone.page).fill("");

    await say(desk.page, "Hello **everybody**");
    await row(phone.page, "Hello everybody").locator("strong").waitFor();
    // Announced to a screen reader: author and text.
    await phone.page
      .locator("[aria-live=polite]", { hasText: "chat_host: Hello everybody" })
      .first()
      .waitFor({ state: "attached" });

    // ↑ changes the last own message; Escape would leave it.
    await box(desk.page).press("ArrowUp");
    const editor = desk.page.getByRole("textbox", { name: "Edit the message" });
    await until(() => editor.inputValue()).toBe("Hello **everybody**");
    await editor.fill("Hello *friends*");
    await editor.press("Enter");
    await row(phone.page, "Hello friends").getByText("edited").waitFor();

    // On a phone a tap shows what can be done.
    await row(phone.page, "Hello friends").tap();
    await phone.page.getByRole("button", { name: "Add a reaction" }).first().tap();
    await phone.page.getByRole("searchbox", { name: "Find an emoji" }).fill("feu");
    await phone.page.getByRole("button", { name: "🔥 fire" }).tap();
    const reaction = row(desk.page, "Hello friends").getByRole("button", { name: "🔥 1 person" });
    await reaction.click();
    await row(phone.page, "Hello friends")
      .getByRole("button", { name: "🔥 2 people", pressed: true })
      .waitFor();
    await row(desk.page, "Hello friends").getByRole("button", { name: "🔥 2 people", pressed: true }).click();
    await row(phone.page, "Hello friends").getByRole("button", { name: "🔥 1 person" }).waitFor();

    await actionsOn(desk.page, "Hello friends");
    await desk.page.getByRole("menuitem", { name: "Reply", exact: true }).click();
    await desk.page.getByText("Replying to chat_host").waitFor();
    await say(desk.page, "An answer for @chat_guest");
    await row(phone.page, "An answer for").getByText("Hello friends").waitFor();

    await actionsOn(desk.page, "An answer for");
    await desk.page.getByRole("menuitem", { name: "Reply in a thread" }).click();
    const inThread = desk.page.getByRole("textbox", { name: "Reply in the thread" });
    await inThread.fill("Beside the others");
    await inThread.press("Enter");
    await row(phone.page, "An answer for").getByRole("button", { name: "Open the thread: 1 reply" }).tap();
    await phone.page
      .getByRole("log", { name: "Messages of the thread" })
      .getByText("Beside the others")
      .waitFor();
    await phone.page.getByRole("button", { name: "Close" }).tap();
    await desk.page
      .getByRole("complementary", { name: "Thread" })
      .getByRole("button", { name: "Close" })
      .click();

    await actionsOn(desk.page, "An answer for");
    await desk.page.getByRole("menuitem", { name: "Pin", exact: true }).click();
    await row(phone.page, "An answer for").getByText("Pinned").waitFor();
    await desk.page.getByRole("button", { name: "Search in this room" }).click();
    await desk.page.getByRole("searchbox", { name: "Search for" }).fill("frien");
    await desk.page.getByRole("list", { name: "Results" }).getByRole("button").waitFor();
    await desk.page.keyboard.press("Escape");

    await actionsOn(desk.page, "Hello friends");
    await desk.page.getByRole("menuitem", { name: "Delete" }).click();
    await desk.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await row(phone.page, "This message was deleted.").waitFor();
    await row(phone.page, "An answer for").getByText("a deleted message").waitFor();
    expect([...desk.complaints, ...phone.complaints]).toEqual([]);
  });

  test("what is written without a network goes out once; a draft outlives a reload and a sign-out erases it", async () => {
    const roomId = await newRoom("On the train", "chat_host", "chat_guest");
    const desk = await seat("chat_host", roomId);
    const other = await seat("chat_guest", roomId);

    await desk.page.context().setOffline(true);
    await desk.page.getByText("You are offline. What you write is kept").waitFor();
    await say(desk.page, "from the tunnel");
    await say(desk.page, "still in it");
    await until(() => log(desk.page).getByText("Waiting to be sent").count()).toBe(2);
    await desk.page.context().setOffline(false);
    await row(other.page, "still in it").waitFor();
    for (const { page } of [desk, other])
      for (const text of ["from the tunnel", "still in it"])
        await until(() => log(page).getByText(text).count()).toBe(1);
    const said = await log(other.page).getByRole("article").allTextContents();
    expect(said.findIndex((it) => it.includes("from the tunnel"))).toBeLessThan(
      said.findIndex((it) => it.includes("still in it")),
    );

    await box(desk.page).fill("not finished yet");
    await desk.page.reload();
    await until(() => box(desk.page).inputValue()).toBe("not finished yet");
    await desk.page.getByRole("button", { name: /^Account/ }).click();
    await desk.page.getByRole("menuitem", { name: "Sign out" }).click();
    await until(() =>
      desk.page.evaluate(() => Object.keys(localStorage).filter((it) => it.startsWith("veza.chat."))),
    ).toEqual([]);
    expect([...desk.complaints, ...other.complaints]).toEqual([]);
  });

  test("a picture is sent with its room kept, and shown large", async () => {
    const roomId = await newRoom("Pictures", "chat_host", "chat_guest");
    const desk = await seat("chat_host", roomId);
    const other = await seat("chat_guest", roomId);
    await desk.page
      .locator('input[type="file"]')
      .first()
      .setInputFiles([
        { name: "cover.png", mimeType: "image/png", buffer: pngOf(640, 360, () => [0x9a, 0x9a, 0x9a]) },
      ]);
    await say(desk.page, "the new cover");
    const picture = row(other.page, "the new cover").getByRole("button", { name: /^Show cover\.\w+ large$/ });
    await picture.waitFor({ timeout: 60_000 });
    await until(() =>
      picture.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth),
    ).toBeGreaterThan(100);
    const shape = await picture.boundingBox();
    expect((shape?.width ?? 0) / (shape?.height ?? 1)).toBeCloseTo(640 / 360, 1);
    await picture.click();
    await other.page
      .getByRole("dialog")
      .getByRole("img", { name: /^Picture cover/ })
      .waitFor();
    await other.page.keyboard.press("Escape");
    await until(() => picture.evaluate((it) => it === document.activeElement)).toBe(true);
    expect([...desk.complaints, ...other.complaints]).toEqual([]);
  });
});

describe("a long room", () => {
  async function longRoom(search = "") {
    const it = await visit(browser, stack.url, { expectsNetworkErrors: true });
    open.push(it);
    const { page, complaints } = it;
    const roomId = await newRoom("Long room", "chat_guest");
    const me = { user_id: (await as("chat_guest")).user_id, username: "chat_guest" };
    const room = await fakeRoom(page, { count: 2_000, me, roomId });
    await signIn(page, demoAccount("chat_guest"), `/rooms/${roomId}${search}`);
    await inside(page);
    return { page, complaints, roomId, room };
  }
  /**
   * How far the list is from its end, and where the first row in view stands; after scrolling, where that is
   * wanted.
   */
  const look = (page: Page, scrollTop: number | null = null) =>
    log(page).evaluate((it, to) => {
      if (to !== null) it.scrollTop = to;
      const edge = it.getBoundingClientRect().top;
      const first = [...it.querySelectorAll("article")].find(
        (one) => one.getBoundingClientRect().top >= edge,
      );
      return {
        fromEnd: it.scrollHeight - it.scrollTop - it.clientHeight,
        rows: it.querySelectorAll("article").length,
        first: first?.dataset.message ?? null,
        top: (first?.getBoundingClientRect().top ?? 0) - edge,
      };
    }, scrollTop);
  /** How far the row that was the first in view stands from where it stood. */
  const movedFrom = (page: Page, place: { first: string | null; top: number }) =>
    log(page).evaluate((it, { first, top }) => {
      const one = it.querySelector(`[data-message="${first}"]`);
      if (one === null) return 9_999;
      return Math.abs(one.getBoundingClientRect().top - it.getBoundingClientRect().top - top);
    }, place);

  test("begins at its end, keeps its place while pages and pictures come, and follows again", async () => {
    const { page, complaints, room } = await longRoom();
    await row(page, "Number 2000.").waitFor();
    await until(async () => (await look(page)).fromEnd).toBeLessThan(2);
    // Its pictures have come meanwhile.
    await picturesCome(page);
    await until(async () => (await look(page)).fromEnd).toBeLessThan(2);

    for (let turn = 0; turn < 6; turn += 1) {
      const oldest = await log(page).locator("article").first().getAttribute("data-message");
      const before = await look(page, 500);
      await until(() => log(page).locator("article").first().getAttribute("data-message")).not.toBe(oldest);
      await picturesCome(page);
      await until(() => movedFrom(page, before)).toBeLessThan(2);
    }
    // However far one scrolls, the page holds a few hundred of them.
    expect((await look(page)).rows).toBeLessThanOrEqual(250);

    const here = await look(page);
    room.say("far below");
    await page.getByRole("button", { name: "To the newest message" }).waitFor();
    await until(() => movedFrom(page, here)).toBeLessThan(2);
    await page.getByRole("button", { name: "To the newest message" }).click();
    await row(page, "far below").waitFor();
    await until(async () => (await look(page)).fromEnd).toBeLessThan(2);
    room.say("one more line");
    await row(page, "one more line").waitFor();
    await until(async () => (await look(page)).fromEnd).toBeLessThan(2);
    await until(() => room.heard.some((it) => it.t === "read" && it.seq === 2_002)).toBe(true);

    // Not at the end: new ones are counted, and not read.
    await log(page).evaluate((it) => {
      it.scrollTop -= 600;
    });
    await page.getByRole("button", { name: "To the newest message" }).waitFor();
    room.say("unseen");
    room.say("unseen too");
    await page.getByRole("button", { name: "2 new messages" }).click();
    await row(page, "unseen too").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a link leads to its message, the arrows through its neighbours, and back to the newest", async () => {
    const { page, complaints, roomId } = await longRoom(`?message=${fakeMessageId(734)}`);
    const wanted = row(page, "Number 734.");
    await wanted.waitFor();
    await until(() => wanted.evaluate((it) => it === document.activeElement)).toBe(true);
    const y = async () => (await wanted.boundingBox())?.y;
    await until(y).toBeGreaterThan(100);
    await until(y).toBeLessThan(700);
    await page.keyboard.press("ArrowUp");
    await until(() => row(page, "Number 733.").evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await until(() => row(page, "Number 733.").evaluate((it) => it === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await until(() => box(page).evaluate((it) => it === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "To the newest message" }).click();
    await row(page, "Number 2000.").waitFor();
    await page.goto(`/rooms/${roomId}?message=msg_01h455vb4pex5vsknk08zzzzzz`);
    await page.getByText("This message is not here any more.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a refused text stays with its wait, and goes when it is over; one whose answer was lost goes once", async () => {
    const { page, complaints, room } = await longRoom();
    room.refuseNext({ code: "slow_mode", retry_after_ms: 2_000 });
    await say(page, "too soon");
    const alert = page.getByRole("alert").filter({ hasText: "Not sent: slow mode." });
    await alert.getByRole("button", { name: /^Try again in 0:0/ }).waitFor();
    await alert.getByRole("button", { name: "Try again", exact: true }).click();
    await row(page, "too soon").waitFor();

    room.refuseNext({ code: "watched" });
    await say(page, "a bad word");
    await page.getByText("Not sent: the rules of this room do not allow this text.").waitFor();
    await page.getByRole("alert").getByRole("button", { name: "Edit" }).click();
    await until(() => box(page).inputValue()).toBe("a bad word");
    await box(page).fill("a good word");
    await box(page).press("Enter");
    await row(page, "a good word").waitFor();

    await room.drop(4300);
    await say(page, "through the break");
    await row(page, "through the break").waitFor();
    const ids = room.heard.filter((it) => it.body === "through the break").map((it) => it.id);
    expect(new Set(ids).size).toBe(1);
    await until(() => log(page).getByText("through the break").count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});

describe.each([
  { theme: "dark" as const, options: {}, form: "desktop" },
  { theme: "light" as const, options: PHONE, form: "phone" },
])("the room on a $form, $theme", ({ theme, options, form }) => {
  test("has no accessibility violation, and nothing wider than the screen", async () => {
    const roomId = await newRoom(`Plain to all ${form}`, "chat_host");
    const { page, complaints } = await seat("chat_host", roomId, { ...options, colorScheme: theme });
    const found: string[] = [];
    const check = async (name: string) => {
      for (const it of await violations(page, { isSecond: form === "phone" })) found.push(`${name} ${it}`);
    };
    const send = page.getByRole("button", { name: "Send" });
    for (const text of [
      "Words, **marks**, `code`, ||hidden|| and https://example.com/a-very-long-address/that-does-not-end/for-a-while",
      "```\nconst a = 'a line of code that is a good deal longer than a phone is wide, and then some';\n```\n> quoted\n- list",
    ]) {
      await box(page).fill(text);
      await send.click();
    }
    await until(() => log(page).getByRole("article").count()).toBe(2);
    await log(page).getByRole("article").first().focus();
    await page.getByRole("button", { name: "Add a reaction" }).first().click();
    await page.getByRole("button", { name: "👍 thumbs up" }).click();
    await log(page).getByRole("button", { name: "👍 1 person" }).waitFor();
    await log(page).getByRole("article").first().focus();
    await check("conversation");
    await box(page).fill("@");
    await box(page).fill("@ro");
    await page.getByRole("listbox", { name: "Suggestions" }).waitFor();
    await check("suggestions");
    await box(page).fill("");
    await page.getByRole("button", { name: "Search in this room" }).click();
    await page.getByRole("searchbox", { name: "Search for" }).fill("marks");
    await page.getByRole("list", { name: "Results" }).getByRole("button").waitFor();
    await check("search");
    await page.keyboard.press("Escape");
    await log(page).getByRole("article").last().focus();
    await page.getByRole("button", { name: "Reply in a thread" }).click();
    await page.getByRole("textbox", { name: "Reply in the thread" }).waitFor();
    await check("thread");
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test("the room speaks French", async () => {
  const roomId = await newRoom("Salon", "chat_guest");
  const { page, complaints } = await seat("chat_guest", roomId, { locale: "fr-FR" });
  const field = page.getByRole("textbox", { name: "Message à Salon" });
  await field.fill("Bonsoir à tous");
  await field.press("Enter");
  await page.getByRole("log", { name: "Messages" }).getByText("Bonsoir à tous").waitFor();
  await page.getByText("Aujourd’hui").waitFor();
  await page.getByRole("log", { name: "Messages" }).getByRole("article").first().focus();
  await page.getByRole("button", { name: "Répondre", exact: true }).waitFor();
  expect(complaints).toEqual([]);
});
