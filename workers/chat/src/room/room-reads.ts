import type { GetMessages, MessagesPage, RoomStanding, RoomView } from "@veza/contracts/chat-rpc";
import { canInRoom } from "@veza/contracts/permissions/room";
import { type ChatServerFrame, type ChatYou, MAX_RESUME, WELCOME_PAGE } from "@veza/contracts/ws/chat";
import type { z } from "zod";
import { isInvite } from "./membership.ts";
import type { MessageStore } from "./messages.ts";
import { pageOf } from "./queries.ts";
import { infoOf, type Member, mutedUntil, type RoomData, roleNow } from "./state.ts";
import type { RoomStore } from "./store.ts";

/** What is read of a room that is loaded, by its members and from outside. Nothing changes. */
export function createRoomReads(store: RoomStore, messages: MessageStore, dataNow: () => RoomData) {
  const youOf = (member: Member, now: number): ChatYou => ({
    user_id: member.user_id,
    role: roleNow(member, dataNow().core),
    muted_until: mutedUntil(member, now),
    read_seq: member.read_seq,
    quiet: member.quiet,
  });
  const you = (userId: string, now: number): ChatYou | null => {
    const member = store.member(userId);
    return member === null ? null : youOf(member, now);
  };

  return {
    info: () => infoOf(dataNow()),
    you,

    /**
     * The first frame of a socket: what happened after `since`, or the newest page. Null for who may not
     * read.
     */
    welcome(
      userId: string,
      since: number | null,
      now: number,
    ): Extract<ChatServerFrame, { t: "welcome" }> | null {
      const data = dataNow();
      const member = store.member(userId);
      if (member === null || !canInRoom(roleNow(member, data.core), data.core.kind, "read")) return null;
      const head = {
        t: "welcome" as const,
        room: infoOf(data),
        you: youOf(member, now),
        last_seq: data.last_seq,
        server_time_ms: now,
      };
      if (since !== null && since <= data.last_seq && data.last_seq - since <= MAX_RESUME)
        return { ...head, events: messages.eventsAfter(since, MAX_RESUME, userId), resync: false };
      const page = pageOf(messages, { limit: WELCOME_PAGE }, userId);
      return { ...head, ...page, resync: since !== null };
    },

    /** What a user's inbox is told. */
    standing(userId: string): RoomStanding {
      const data = dataNow();
      const member = store.member(userId);
      const read_seq = member?.read_seq ?? 0;
      return {
        room_id: data.core.id,
        is_member: member !== null,
        last_seq: data.last_seq,
        read_seq,
        unread: member === null ? 0 : messages.unread(read_seq, data.last_n),
        mentions: member === null ? 0 : messages.mentionsAfter(userId, read_seq),
        quiet: member?.quiet ?? false,
        // A room that somebody was taken out of has moved on since.
        version: data.last_seq + (member === null ? data.last_seq : read_seq),
      };
    },

    /** Whether somebody may read: members, and everybody in public rooms but who is banned. */
    mayRead(userId: string | null, now: number): boolean {
      const { core } = dataNow();
      const member = userId === null ? null : store.member(userId);
      if (member !== null) return canInRoom(roleNow(member, core), core.kind, "read");
      const isOpen = core.kind === "room" && core.visibility === "public";
      return isOpen && (userId === null || store.ban(userId, now) === null);
    },
    /** Whether others are shown that somebody types. */
    mayType(userId: string): boolean {
      const { core } = dataNow();
      const member = store.member(userId);
      return member !== null && canInRoom(roleNow(member, core), core.kind, "send");
    },
    /** Whether one may come by oneself: into a public room, or with a code that works. */
    isOpenTo(code: string | null, now: number): boolean {
      const { core } = dataNow();
      return (core.kind === "room" && core.visibility === "public") || isInvite(store, code, now);
    },
    /** Whether an invite of this code may be used now by this user. */
    isInvited(userId: string | null, code: string, now: number): boolean {
      return isInvite(store, code, now) && (userId === null || store.ban(userId, now) === null);
    },
    view(userId: string | null, now: number): RoomView {
      const data = dataNow();
      return { room: infoOf(data), you: userId === null ? null : you(userId, now), last_seq: data.last_seq };
    },
    page(asked: z.output<typeof GetMessages>): MessagesPage {
      const { before_seq, after_seq, thread, limit, user_id } = asked;
      const found = messages.page({ before_seq, after_seq, thread, limit });
      return { messages: messages.frames(found.messages, user_id), has_more: found.has_more };
    },
  };
}
