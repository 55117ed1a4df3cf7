import type { ChatAuthor, ChatEvent, ChatMessage } from "@veza/contracts/ws/chat-room";
import type { MessageWindow, RoomState } from "./room-state.ts";

/**
 * Messages that a list keeps; beyond that the far end is let go of and fetched again when it is scrolled to.
 */
export const MAX_WINDOW = 250;
/**
 * New ones may make it so long. Then it is cut for who follows them; for who reads above, it ends there for
 * now.
 */
export const MAX_GROWN = 400;

export interface Applied {
  state: RoomState;
  /** Events are missing in between: nothing after the hole was applied, the room must be asked again. */
  hasHole: boolean;
}

/** Applies events in the room's order. What is known already is passed over; at a hole it stops. */
export function applyEvents(before: RoomState, events: readonly ChatEvent[]): Applied {
  let state = before;
  for (const event of events) {
    if (event.seq <= state.lastSeq) continue;
    if (event.seq !== state.lastSeq + 1) return { state, hasHole: true };
    state = { ...applyEvent(state, event), lastSeq: event.seq };
  }
  return { state, hasHole: false };
}

function applyEvent(state: RoomState, event: ChatEvent): RoomState {
  switch (event.t) {
    case "message.new":
      return withNewMessage(state, event.message);
    case "message.edited":
      return change(state, event.message_id, ({ deleted, ...message }) => ({
        ...message,
        deleted,
        ...(deleted
          ? {}
          : { body: event.body, edited_at: event.edited_at, mentions: event.mentions, cards: [] }),
      }));
    case "message.deleted":
      return withTombstone(state, event.message_id, event.seq);
    case "message.cards":
      return change(state, event.message_id, (message) => ({
        ...message,
        cards: message.deleted ? [] : event.cards,
      }));
    case "messages.purged": {
      let after = state;
      for (const message of state.messages.values()) {
        const isMeant =
          message.author.user_id === event.user_id &&
          message.seq >= event.from_seq &&
          message.seq < event.seq;
        if (isMeant) after = withTombstone(after, message.id, event.seq);
      }
      return after === state ? state : { ...after, pinVersion: after.pinVersion + 1 };
    }
    case "reaction.changed":
      return change(state, event.message_id, (message) => ({
        ...message,
        reactions: reactionsAfter(message, event, event.user_id === state.you?.user_id),
      }));
    case "pin.changed":
      return {
        ...change(state, event.message_id, (message) => ({ ...message, pinned: event.pinned })),
        pinVersion: state.pinVersion + 1,
      };
    case "member.joined":
      return {
        ...withPeople(state, [event.member]),
        room: state.room && { ...state.room, member_count: event.member_count },
        memberVersion: state.memberVersion + 1,
      };
    case "member.left":
      return {
        ...state,
        room: state.room && { ...state.room, member_count: event.member_count },
        memberVersion: state.memberVersion + 1,
      };
    case "member.role":
      return {
        ...state,
        you: state.you?.user_id === event.user_id ? { ...state.you, role: event.role } : state.you,
        memberVersion: state.memberVersion + 1,
      };
    case "room.updated":
      return { ...state, room: event.room };
  }
}

type ReactionChange = Extract<ChatEvent, { t: "reaction.changed" }>;

function reactionsAfter(
  message: ChatMessage,
  { emoji, count, added }: ReactionChange,
  isOwn: boolean,
): ChatMessage["reactions"] {
  if (message.deleted) return [];
  const known = message.reactions.find((it) => it.emoji === emoji);
  if (count === 0) return message.reactions.filter((it) => it.emoji !== emoji);
  const after = { emoji, count, me: isOwn ? added : (known?.me ?? false) };
  return known
    ? message.reactions.map((it) => (it.emoji === emoji ? after : it))
    : [...message.reactions, after];
}

function change(state: RoomState, id: string, work: (message: ChatMessage) => ChatMessage): RoomState {
  const message = state.messages.get(id);
  return message === undefined ? state : withMessages(state, [work(message)]);
}

function withMessages(state: RoomState, messages: readonly ChatMessage[]): RoomState {
  const all = new Map(state.messages);
  for (const message of messages) all.set(message.id, message);
  return { ...state, messages: all };
}

/** Remembers who somebody is; what is known already and the same changes nothing. */
export function withPeople(state: RoomState, people: readonly ChatAuthor[]): RoomState {
  const isKnown = (it: ChatAuthor) => {
    const known = state.people.get(it.user_id);
    return known?.username === it.username && known.avatar_url === it.avatar_url;
  };
  const fresh = people.filter((it) => !isKnown(it));
  if (fresh.length === 0) return state;
  const all = new Map(state.people);
  for (const { user_id, username, avatar_url, is_bot } of fresh)
    all.set(user_id, { user_id, username, avatar_url, ...(is_bot === undefined ? {} : { is_bot }) });
  return { ...state, people: all };
}

function withNewMessage(before: RoomState, message: ChatMessage): RoomState {
  const state = withPeople(withMessages(before, [message]), [message.author]);
  const isOwn = message.author.user_id === state.you?.user_id;
  // Who writes has read what stands above it.
  const readSeq = isOwn ? Math.max(state.readSeq, message.seq) : state.readSeq;
  const unreadAfter = isOwn ? null : state.unreadAfter;
  const latestSeq = Math.max(state.latestSeq, message.seq);
  const { thread_id } = message;
  if (thread_id === null)
    return {
      ...state,
      readSeq,
      latestSeq,
      unreadAfter,
      newestSeq: Math.max(state.newestSeq, message.seq),
      main: appended(state.main, message.id, state.isFollowing),
    };
  const thread = state.threads.get(thread_id);
  const threads = thread
    ? new Map(state.threads).set(thread_id, appended(thread, message.id, true))
    : state.threads;
  return counted({ ...state, readSeq, latestSeq, threads }, thread_id, message.seq, message.deleted ? 0 : 1);
}

/** Counts a reply up or down, unless the message came with a count that holds it. */
function counted(state: RoomState, rootId: string, seq: number, by: number): RoomState {
  const root = state.messages.get(rootId);
  if (root === undefined || by === 0 || seq <= (state.countedTo.get(rootId) ?? 0)) return state;
  return withMessages(state, [{ ...root, thread_count: Math.max(0, root.thread_count + by) }]);
}

function appended(list: MessageWindow, id: string, isFollowing: boolean): MessageWindow {
  if (!list.isLoaded || list.hasNewer || list.ids.includes(id)) return list;
  if (list.ids.length < MAX_GROWN) return { ...list, ids: [...list.ids, id] };
  return isFollowing
    ? { ...list, ids: [...list.ids, id].slice(-MAX_WINDOW), hasOlder: true }
    : { ...list, hasNewer: true };
}

function withTombstone(state: RoomState, id: string, seq: number): RoomState {
  const message = state.messages.get(id);
  if (message === undefined || message.deleted) return state;
  const after = withMessages(state, [
    {
      ...message,
      body: "",
      deleted: true,
      pinned: false,
      edited_at: null,
      mentions: [],
      mentions_room: false,
      attachments: [],
      cards: [],
      reactions: [],
    },
  ]);
  const told = message.pinned ? { ...after, pinVersion: after.pinVersion + 1 } : after;
  return message.thread_id === null ? told : counted(told, message.thread_id, seq, -1);
}
