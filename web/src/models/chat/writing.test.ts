import { describe, expect, test } from "vitest";
import { memoryStore } from "../../testing/hand-clock.ts";
import { LEO, ME, own, sampleMessage, sampleRoom, timeAt } from "../../testing/sample-chat.ts";
import { eraseAccountStorage, openAccountStorage } from "./account-storage.ts";
import { completed, completingAt } from "./completion.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import { actionsOf, linkOf } from "./message-actions.ts";
import { rowsOf } from "./rows.ts";
import { hindranceOf, lastOwn } from "./writing.ts";

describe("completion", () => {
  test.each([
    ["hey @le", { kind: "mention", query: "le", from: 4 }],
    ["@", { kind: "mention", query: "", from: 0 }],
    ["(@le", { kind: "mention", query: "le", from: 1 }],
    ["so :fi", { kind: "emoji", query: "fi", from: 3 }],
    [":f", null],
    ["mail@le", null],
    ["12:30", null],
    ["@le ", null],
  ])("%s", (text, expected) => expect(completingAt(text, text.length)).toEqual(expected));

  test("what was chosen takes the place of what was typed", () => {
    const at = completingAt("hey @le you", 7);
    expect(at && completed("hey @le you", 7, at, "@leo")).toEqual({ text: "hey @leo you", caret: 9 });
    const end = completingAt("@le", 3);
    expect(end && completed("@le", 3, end, "@leo")).toEqual({ text: "@leo ", caret: 5 });
  });
});

describe("drafts", () => {
  test("are kept by room and thread, forgotten when empty, and at sign-out", () => {
    const store = memoryStore(new Map([["other", "stays"]]));
    const storage = openAccountStorage(store);
    keepDraft(storage, "r1", null, "hello");
    keepDraft(storage, "r1", "m1", "in the thread");
    expect([
      readDraft(storage, "r1", null),
      readDraft(storage, "r1", "m1"),
      readDraft(storage, "r2", null),
    ]).toEqual(["hello", "in the thread", ""]);
    keepDraft(storage, "r1", "m1", "  ");
    expect(readDraft(storage, "r1", "m1")).toBe("");
    eraseAccountStorage(store);
    expect(readDraft(storage, "r1", null)).toBe("");
    expect(store.getItem("other")).toBe("stays");
  });

  test("a browser that keeps nothing is no error", () => {
    const storage = openAccountStorage({
      ...memoryStore(),
      getItem: () => {
        throw new Error("refused");
      },
      setItem: () => {
        throw new Error("full");
      },
    });
    keepDraft(storage, "r1", null, "hello");
    expect(readDraft(storage, "r1", null)).toBe("");
  });
});

describe("what hinders writing", () => {
  const room = sampleRoom({ slow_mode_ms: 10_000 });
  const you = { user_id: ME, role: "member" as const };
  test("slow mode, for members only, until it is over", () => {
    expect(hindranceOf(room, you, 1_000, 5_000)).toEqual({ why: "slow", until: 11_000 });
    expect(hindranceOf(room, you, 1_000, 11_000)).toBeNull();
    expect(hindranceOf(room, you, null, 5_000)).toBeNull();
    expect(hindranceOf(room, { ...you, role: "moderator" }, 1_000, 5_000)).toBeNull();
  });
  test("a mute until its end, and a role that only reads", () => {
    const muted_until = new Date(20_000).toISOString();
    expect(hindranceOf(room, { ...you, muted_until }, null, 5_000)).toEqual({ why: "muted", until: 20_000 });
    expect(hindranceOf(room, { ...you, muted_until }, null, 20_000)).toBeNull();
    expect(hindranceOf(room, { ...you, role: "read_only" }, null, 0)).toEqual({ why: "read_only" });
  });
  test("one's own last message is found in whatever order", () => {
    const found = lastOwn([sampleMessage(9), sampleMessage(5, own), sampleMessage(3, own)], ME);
    expect(found?.seq).toBe(5);
    expect(lastOwn([sampleMessage(9)], ME)).toBeNull();
  });
});

describe("what can be done with a message", () => {
  const now = Date.parse(timeAt(60));
  const as = (role: "member" | "moderator" | "read_only", kind: "room" | "direct" = "room") => ({
    room: sampleRoom({ kind }),
    you: { user_id: ME, role },
    now,
  });
  test("of one's own: edit for a quarter of an hour, delete always, never report", () => {
    const mine = sampleMessage(1, own);
    expect(actionsOf(mine, as("member"))).toEqual([
      "react",
      "reply",
      "thread",
      "copyLink",
      "copyText",
      "edit",
      "remove",
    ]);
    expect(actionsOf(mine, { ...as("member"), now: now + 16 * 60_000 })).not.toContain("edit");
  });
  test("of somebody else's: report; moderators pin, look back and delete", () => {
    expect(actionsOf(sampleMessage(1), as("member"))).toContain("report");
    expect(actionsOf(sampleMessage(1), as("member"))).not.toContain("remove");
    const edited = sampleMessage(1, { edited_at: timeAt(2) });
    for (const action of ["pin", "history", "remove"] as const)
      expect(actionsOf(edited, as("moderator"))).toContain(action);
    expect(actionsOf(sampleMessage(1), as("member", "direct"))).toContain("pin");
  });
  test("who only reads may copy and report; of a deleted one nothing is left", () => {
    expect(actionsOf(sampleMessage(1), as("read_only"))).toEqual(["copyLink", "copyText", "report"]);
    expect(actionsOf(sampleMessage(1, { deleted: true }), as("moderator"))).toEqual([]);
  });
  test("a reply's address is its thread's", () => {
    expect(linkOf("rom_x", sampleMessage(2, { thread_id: "msg_root" }))).toBe(
      "/rooms/rom_x?message=msg_root",
    );
  });
});

test("rows: days, what is new, and one name for what one says in a row", () => {
  const messages = [
    sampleMessage(1),
    sampleMessage(2),
    sampleMessage(3, own),
    sampleMessage(4),
    sampleMessage(5, { at: "2026-11-23T09:00:00.000Z" }),
    sampleMessage(6, { at: "2026-11-23T09:00:10.000Z", reply_to: "x" }),
    sampleMessage(7, { at: "2026-11-23T09:10:00.000Z" }),
  ];
  const rows = rowsOf(messages, 2, ME, (at) => at.slice(0, 10));
  expect(
    rows.map((row) => (row.t === "message" ? `${row.id.slice(-1)}${row.isHead ? "+" : ""}` : row.t)),
  ).toEqual(["day", "1+", "2", "3+", "unread", "4+", "day", "5+", "6+", "7+"]);
  expect(rowsOf(messages, null, LEO, (at) => at.slice(0, 10)).some(({ t }) => t === "unread")).toBe(false);
});
