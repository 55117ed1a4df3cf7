import { canInRoom, type RoomAction } from "@veza/contracts/permissions/room";
import type { ChatClientFrame, ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import { searchExpression } from "@veza/core/text-grams";
import type { MessageStore, PageOf, StoredMessage } from "./messages.ts";
import { isoOf, type Member, memberFrame, type RoomData, roleNow } from "./state.ts";
import { FORBIDDEN, NO_MESSAGE, type Refusal } from "./step.ts";
import type { RoomStore } from "./store.ts";
import { indexOlder } from "./text-upkeep.ts";
import { watchedHits } from "./watched.ts";

/** A second of work at most. */
const OLDER_AT_ONCE = 5_000;

export type QueryFrame = Extract<
  ChatClientFrame,
  {
    t:
      | "history.get"
      | "search"
      | "messages.get"
      | "pins.get"
      | "members.get"
      | "message.edits"
      | "watched.get"
      | "watched.try"
      | "log.get";
  }
>;

export interface QueryContext {
  store: RoomStore;
  messages: MessageStore;
  data: RoomData;
  now: number;
  own_host: string | null;
}

/** A page of messages as the events that brought them, as they are now. */
export function pageOf(
  messages: MessageStore,
  page: PageOf,
  viewer: string | null,
): { events: ChatEvent[]; has_more: boolean } {
  const found = messages.page(page);
  const events = messages.frames(found.messages, viewer).map((message, i) => ({
    t: "message.new" as const,
    seq: message.seq,
    at: isoOf(found.messages[i]?.at_ms ?? 0),
    message,
  }));
  return { events, has_more: found.has_more };
}

/** Answers a question. Nothing changes, so it may be asked as often as the pace of frames allows. */
export function answerQuery(at: QueryContext, member: Member, frame: QueryFrame): ChatServerFrame | Refusal {
  const { store, messages, data } = at;
  const { core } = data;
  const has = (capability: RoomAction) => canInRoom(roleNow(member, core), core.kind, capability);
  const show = (found: StoredMessage[]) => messages.frames(found, member.user_id);
  const re = frame.id;
  if (!has("read")) return FORBIDDEN;
  switch (frame.t) {
    case "history.get":
      return { t: "history", re, ...pageOf(messages, frame, member.user_id) };
    case "search": {
      const expression = searchExpression(frame.query);
      if (expression === null) return { t: "found", re, messages: [], has_more: false };
      // A room from before the index: what is asked for now is brought into it now.
      indexOlder(store.sql, OLDER_AT_ONCE);
      const found = messages.search(expression, frame.before_seq ?? Number.MAX_SAFE_INTEGER, frame.limit);
      return { t: "found", re, messages: show(found.messages), has_more: found.has_more };
    }
    case "messages.get": {
      const ids = [...new Set(frame.message_ids)];
      return { t: "messages", re, messages: show(ids.flatMap((id) => messages.find(id) ?? [])) };
    }
    case "pins.get":
      return { t: "pins", re, messages: show(messages.pinned(50)) };
    case "members.get": {
      const found = store.members(frame.after ?? "", frame.query?.toLowerCase() ?? "", frame.limit + 1);
      const shown = found.slice(0, frame.limit);
      return {
        t: "members",
        re,
        members: shown.map(({ member: one, ...person }) => memberFrame(one, person, core, at.now)),
        next: found.length > frame.limit ? (shown.at(-1)?.username ?? null) : null,
      };
    }
    case "message.edits": {
      const message = messages.find(frame.message_id);
      if (message === null) return NO_MESSAGE;
      if (!has("log") && message.author !== member.user_id) return FORBIDDEN;
      return { t: "edits", re, message_id: message.id, edits: messages.edits(message.seq) };
    }
    case "watched.get":
      return has("rules") ? { t: "watched", re, rules: core.rules } : FORBIDDEN;
    case "watched.try": {
      if (!has("rules")) return FORBIDDEN;
      const hits = watchedHits(frame.rules ?? core.rules, frame.body, 0, at.own_host);
      return { t: "watched.tried", re, hits };
    }
    case "log.get": {
      if (!has("log")) return FORBIDDEN;
      const found = store.logBefore(frame.before ?? null, frame.limit + 1);
      return { t: "log", re, entries: found.slice(0, frame.limit), has_more: found.length > frame.limit };
    }
    default:
      return frame satisfies never;
  }
}
