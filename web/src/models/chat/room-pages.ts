import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent, ChatMessage } from "@veza/contracts/ws/chat-room";
import { applyEvents, MAX_WINDOW, withPeople } from "./room-events.ts";
import { EMPTY_WINDOW, type MessageWindow, type RoomState } from "./room-state.ts";

type Welcome = Extract<ChatServerFrame, { t: "welcome" }>;

/** Where a page of messages belongs: null is the room's own list, else the thread of that message. */
export type ListKey = string | null;

export const listOf = (state: RoomState, key: ListKey): MessageWindow =>
  key === null ? state.main : (state.threads.get(key) ?? EMPTY_WINDOW);

function withList(state: RoomState, key: ListKey, list: MessageWindow): RoomState {
  if (key === null) return { ...state, main: list };
  return { ...state, threads: new Map(state.threads).set(key, list) };
}

export const messagesIn = (events: readonly ChatEvent[]): ChatMessage[] =>
  events.flatMap((event) => (event.t === "message.new" ? [event.message] : []));

/** Takes messages as the room says that they are now. */
export function withKnown(
  state: RoomState,
  messages: readonly ChatMessage[],
  asOf = state.lastSeq,
): RoomState {
  if (messages.length === 0) return state;
  const all = new Map(state.messages);
  const countedTo = new Map(state.countedTo);
  for (const message of messages) {
    all.set(message.id, message);
    countedTo.set(message.id, asOf);
  }
  return withPeople(
    { ...state, messages: all, countedTo },
    messages.map(({ author }) => author),
  );
}

/** The first frame of a connection: every missed event, or the newest page in place of what was known. */
export function welcomed(before: RoomState, frame: Welcome, now: number): RoomState {
  const read_seq = frame.you.read_seq ?? before.readSeq;
  const isFirst = before.you === null;
  const hasNews = messagesIn(frame.events).some(
    (it) => it.seq > read_seq && it.author.user_id !== frame.you.user_id,
  );
  const base: RoomState = {
    ...before,
    phase: "in",
    closeCode: null,
    closeReason: null,
    room: frame.room,
    you: frame.you,
    readSeq: Math.max(before.readSeq, read_seq),
    unreadAfter: isFirst && hasNews ? read_seq : before.unreadAfter,
    clockOffsetMs: frame.server_time_ms === undefined ? before.clockOffsetMs : frame.server_time_ms - now,
  };
  if (!isFirst && !frame.resync && before.lastSeq > 0) {
    // Messages come as they are now: their counts hold replies that follow in the same frame.
    const fresh = messagesIn(frame.events).filter(({ id }) => !base.messages.has(id));
    const countedTo = new Map(base.countedTo);
    for (const { id } of fresh) countedTo.set(id, frame.last_seq);
    const { state } = applyEvents({ ...base, countedTo }, frame.events);
    // What the frame says of oneself and the room is newer than its events.
    return {
      ...state,
      you: frame.you,
      room: frame.room,
      lastSeq: Math.max(state.lastSeq, frame.last_seq),
    };
  }
  // Too much was missed: what was known may be wrong in any way.
  const page = messagesIn(frame.events);
  const cleared: RoomState = {
    ...base,
    messages: new Map(),
    countedTo: new Map(),
    threads: new Map(),
    lastSeq: frame.last_seq,
    newestSeq: page.at(-1)?.seq ?? 0,
    latestSeq: frame.last_seq,
    pinVersion: base.pinVersion + 1,
    memberVersion: base.memberVersion + 1,
    main: {
      ids: page.map(({ id }) => id),
      hasOlder: frame.has_more ?? false,
      hasNewer: false,
      isLoaded: true,
    },
  };
  return withKnown(cleared, page, frame.last_seq);
}

/** A page before or after what a list holds. */
export function extended(
  before: RoomState,
  key: ListKey,
  side: "older" | "newer",
  page: readonly ChatMessage[],
  hasMore: boolean,
): RoomState {
  const state = withKnown(before, page);
  const list = listOf(state, key);
  const known = new Set(list.ids);
  const fresh = page.map(({ id }) => id).filter((id) => !known.has(id));
  const ids = side === "older" ? [...fresh, ...list.ids] : [...list.ids, ...fresh];
  const isLong = ids.length > MAX_WINDOW;
  if (side === "older")
    return withList(state, key, {
      isLoaded: true,
      ids: isLong ? ids.slice(0, MAX_WINDOW) : ids,
      hasOlder: hasMore,
      hasNewer: list.hasNewer || isLong,
    });
  const last = state.messages.get(ids.at(-1) ?? "");
  return withList(state, key, {
    isLoaded: true,
    ids: isLong ? ids.slice(-MAX_WINDOW) : ids,
    hasOlder: list.hasOlder || isLong,
    // One was told of while the page was on its way: it is not in the list, so the end is not reached.
    hasNewer: hasMore || (key === null && (last?.seq ?? 0) < state.newestSeq),
  });
}

/** A list that begins anew with these messages. */
export function replaced(
  before: RoomState,
  key: ListKey,
  page: readonly ChatMessage[],
  ends: { hasOlder: boolean; hasNewer: boolean },
): RoomState {
  const state = withKnown(before, page);
  const hasMissed = key === null && (page.at(-1)?.seq ?? 0) < state.newestSeq;
  const after = withList(state, key, {
    ids: page.map(({ id }) => id),
    hasOlder: ends.hasOlder,
    hasNewer: ends.hasNewer || hasMissed,
    isLoaded: true,
  });
  return key !== null && !ends.hasOlder && !ends.hasNewer ? recounted(after, key, page) : after;
}

/** A thread that is here as a whole says itself how many replies there are. */
function recounted(state: RoomState, rootId: string, page: readonly ChatMessage[]): RoomState {
  const root = state.messages.get(rootId);
  if (!root) return state;
  const thread_count = page.filter(({ deleted }) => !deleted).length;
  return {
    ...state,
    messages: new Map(state.messages).set(rootId, { ...root, thread_count }),
    countedTo: new Map(state.countedTo).set(rootId, state.lastSeq),
  };
}
