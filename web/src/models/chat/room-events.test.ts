import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LEO,
  ME,
  messageId,
  own,
  said,
  sampleMessage,
  sampleWelcome,
  timeAt,
} from "../../testing/sample-chat.ts";
import { applyEvents, MAX_GROWN, MAX_WINDOW } from "./room-events.ts";
import { extended, replaced, welcomed } from "./room-pages.ts";
import { NO_ROOM, type RoomState } from "./room-state.ts";

const opened = (events: ChatEvent[] = [said(1), said(2)], change = {}) =>
  welcomed(NO_ROOM, sampleWelcome(events, change), 0);
const after = (state: RoomState, ...events: ChatEvent[]) => {
  const { state: next, hasHole } = applyEvents(state, events);
  expect(hasHole).toBe(false);
  return next;
};
const bodies = (state: RoomState) => state.main.ids.map((id) => state.messages.get(id)?.body);
const event = <T extends ChatEvent["t"]>(
  t: T,
  seq: number,
  rest: Omit<Extract<ChatEvent, { t: T }>, "t" | "seq" | "at">,
): ChatEvent => ({ t, seq, at: timeAt(seq), ...rest }) as unknown as ChatEvent;

describe("order", () => {
  test("events are applied in their order; what is known already changes nothing", () => {
    const state = after(opened(), said(3));
    expect(bodies(state)).toEqual(["message 1", "message 2", "message 3"]);
    expect(after(state, said(3), said(2))).toBe(state);
  });

  test("at a hole nothing more is applied, and it is said", () => {
    const { state, hasHole } = applyEvents(opened(), [said(3), said(5), said(6)]);
    expect(hasHole).toBe(true);
    expect(state.lastSeq).toBe(3);
    expect(state.main.ids).toHaveLength(3);
  });

  test("however the stream is cut up and repeated, the list is the same", () => {
    const all = Array.from({ length: 30 }, (_, i) => said(i + 1));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 30 }), (cuts) => {
        let state = opened([]);
        for (const [from, length] of cuts) state = applyEvents(state, all.slice(from, from + length)).state;
        state = applyEvents(state, all).state;
        expect(bodies(state)).toEqual(all.map((_, i) => `message ${i + 1}`));
      }),
      { seed: 4 },
    );
  });

  test("missed events come with the next welcome; too many missed, and the room begins anew", () => {
    const resumed = welcomed(opened(), sampleWelcome([said(3), said(4)]), 0);
    expect(bodies(resumed)).toEqual(["message 1", "message 2", "message 3", "message 4"]);
    const anew = welcomed(opened(), sampleWelcome([said(900)], { resync: true, has_more: true }), 0);
    expect(bodies(anew)).toEqual(["message 900"]);
    expect(anew).toMatchObject({ lastSeq: 900, main: { hasOlder: true } });
  });
});

describe("a message", () => {
  test("is edited, deleted, and stays deleted", () => {
    const edited = after(
      opened(),
      event("message.edited", 3, {
        message_id: messageId(1),
        body: "new",
        edited_at: timeAt(3),
        mentions: [ME],
      }),
    );
    expect(edited.messages.get(messageId(1))).toMatchObject({ body: "new", mentions: [ME] });
    const gone = after(
      edited,
      event("message.deleted", 4, { message_id: messageId(1), by: LEO }),
      event("message.edited", 5, { message_id: messageId(1), body: "x", edited_at: timeAt(5), mentions: [] }),
      event("message.cards", 6, {
        message_id: messageId(1),
        cards: [{ kind: "track", id: "t", title: "t", subtitle: "", image_url: null, duration_ms: null }],
      }),
    );
    expect(gone.messages.get(messageId(1))).toMatchObject({
      deleted: true,
      body: "",
      cards: [],
      edited_at: null,
    });
    expect(gone.main.ids).toHaveLength(2);
  });

  test("of somebody who is purged becomes a tombstone, from that seq on and nobody else's", () => {
    const state = after(
      opened([said(1), said(2, own), said(3)]),
      event("messages.purged", 4, { user_id: LEO, from_seq: 2, by: ME }),
      said(5),
    );
    const deleted = state.main.ids.map((id) => state.messages.get(id)?.deleted);
    expect(deleted).toEqual([false, false, true, false]);
  });

  test("reactions count as the room says, and know one's own", () => {
    const react = (seq: number, user_id: string, count: number, added: boolean) =>
      event("reaction.changed", seq, { message_id: messageId(1), emoji: "🔥", count, user_id, added });
    let state = after(opened(), react(3, LEO, 1, true));
    expect(state.messages.get(messageId(1))?.reactions).toEqual([{ emoji: "🔥", count: 1, me: false }]);
    state = after(state, react(4, ME, 2, true), react(5, LEO, 1, false));
    expect(state.messages.get(messageId(1))?.reactions).toEqual([{ emoji: "🔥", count: 1, me: true }]);
    state = after(state, react(6, ME, 0, false));
    expect(state.messages.get(messageId(1))?.reactions).toEqual([]);
  });

  test("is pinned and unpinned, and who shows pins is told", () => {
    const before = opened();
    const state = after(before, event("pin.changed", 3, { message_id: messageId(2), pinned: true, by: LEO }));
    expect(state.messages.get(messageId(2))?.pinned).toBe(true);
    expect(state.pinVersion).toBe(before.pinVersion + 1);
  });

  test("of one's own has read what stands above it", () => {
    expect(after(opened(), said(3, own)).readSeq).toBe(3);
    expect(after(opened(), said(3)).readSeq).toBe(0);
  });
});

describe("threads", () => {
  const reply = (seq: number, change = {}) => said(seq, { thread_id: messageId(1), ...change });
  const count = (state: RoomState) => state.messages.get(messageId(1))?.thread_count;

  test("replies are counted, stand in their thread and not in the room's list", () => {
    let state = after(opened(), reply(3), reply(4));
    expect(count(state)).toBe(2);
    expect(state.main.ids).toHaveLength(2);
    expect(state.latestSeq).toBe(4);
    state = replaced(state, messageId(1), [sampleMessage(3, { thread_id: messageId(1) })], {
      hasOlder: true,
      hasNewer: false,
    });
    state = after(state, reply(5), event("message.deleted", 6, { message_id: messageId(4), by: LEO }));
    expect(state.threads.get(messageId(1))?.ids).toEqual([messageId(3), messageId(5)]);
    expect(count(state)).toBe(2);
  });

  test("a first message that comes with its count is not counted twice", () => {
    const before = opened([]);
    const resumed = welcomed(before, sampleWelcome([said(1, { thread_count: 1 }), reply(2)]), 0);
    expect(count(resumed)).toBe(1);
    expect(count(after(resumed, reply(3)))).toBe(2);
  });

  test("a reply that was deleted meanwhile is counted neither up nor down", () => {
    const resumed = welcomed(
      opened(),
      sampleWelcome([
        reply(3, { deleted: true, body: "" }),
        event("message.deleted", 4, { message_id: messageId(3), by: LEO }),
      ]),
      0,
    );
    expect(count(resumed)).toBe(0);
  });
});

describe("pages", () => {
  test("older ones stand before, newer ones after, and none twice", () => {
    const state = opened([said(50), said(51)], { has_more: true });
    const longer = extended(
      state,
      null,
      "older",
      [sampleMessage(48), sampleMessage(49), sampleMessage(50)],
      true,
    );
    expect(longer.main.ids).toEqual([48, 49, 50, 51].map(messageId));
    expect(longer.main.hasOlder).toBe(true);
  });

  test("while the reader is far back, new messages do not break the list", () => {
    let state = replaced(opened([said(90)]), null, [sampleMessage(10), sampleMessage(11)], {
      hasOlder: true,
      hasNewer: true,
    });
    state = after(state, said(91));
    expect(state.main.ids).toEqual([10, 11].map(messageId));
    // The last page was on its way when 91 was told: the end is not there yet.
    state = extended(state, null, "newer", [sampleMessage(90)], false);
    expect(state.main.hasNewer).toBe(true);
    state = extended(state, null, "newer", [sampleMessage(91)], false);
    expect(state.main.hasNewer).toBe(false);
    expect(after(state, said(92)).main.ids.at(-1)).toBe(messageId(92));
  });

  test("a list does not grow without end: it is cut for who follows, and ends for who reads above", () => {
    const many = Array.from({ length: MAX_GROWN }, (_, i) => said(i + 1));
    const full = after(opened([]), ...many);
    expect(full.main.ids).toHaveLength(MAX_GROWN);
    const followed = after(full, said(MAX_GROWN + 1));
    expect(followed.main).toMatchObject({ hasOlder: true, hasNewer: false });
    expect(followed.main.ids).toHaveLength(MAX_WINDOW);
    const above = after({ ...full, isFollowing: false }, said(MAX_GROWN + 1));
    expect(above.main).toMatchObject({ hasNewer: true });
    expect(above.main.ids).toBe(full.main.ids);
  });
});

test("joining and leaving are counted; one's own role follows", () => {
  const state = after(
    opened(),
    event("member.left", 3, { user_id: LEO, how: "left", member_count: 1 }),
    event("member.role", 4, { user_id: ME, role: "moderator" }),
  );
  expect(state).toMatchObject({ room: { member_count: 1 }, you: { role: "moderator" }, memberVersion: 3 });
});

test("the line of what is new stands where the reader was when they came", () => {
  const you = { user_id: ME, role: "member" as const, read_seq: 1 };
  const state = opened([said(1), said(2)], { you });
  expect(state).toMatchObject({ unreadAfter: 1, readSeq: 1 });
  expect(opened([said(1), said(2)], { you: { ...you, read_seq: 2 } }).unreadAfter).toBeNull();
});
