import {
  CreateRoom,
  type GetMessages,
  type MessagesPage,
  type PostAnswer,
  type PostMessage,
  type RoomStanding,
  type RoomView,
} from "@veza/contracts/chat-rpc";
import {
  type ChatClientFrame,
  type ChatServerFrame,
  type ChatYou,
  MAX_RESUME,
  WELCOME_PAGE,
} from "@veza/contracts/ws/chat";
import type { ChatAttachment, ChatCard } from "@veza/contracts/ws/chat-room";
import type { z } from "zod";
import { type LookFrame, look, pageOf } from "./look.ts";
import { admit, enterToWrite, isInvite } from "./membership.ts";
import { type MessageStore, messageStore } from "./messages.ts";
import { type ModerationFrame, moderate } from "./moderate.ts";
import { createPace } from "./pace.ts";
import { may } from "./policy.ts";
import {
  deleteMessage,
  editMessage,
  react,
  refusesByRules,
  refusesMessage,
  reportMessage,
  sendMessage,
  setPinned,
} from "./send.ts";
import type { Sql } from "./sql.ts";
import {
  Core,
  infoOf,
  isoOf,
  type Member,
  mutedUntil,
  type Person,
  type RoomData,
  roleNow,
} from "./state.ts";
import {
  emit,
  FORBIDDEN,
  type Outcome,
  type Refusal,
  refuse,
  type Setup,
  type Step,
  tellRoom,
} from "./step.ts";
import { type RoomStore, roomStore } from "./store.ts";
import { NO_RULES } from "./watched.ts";

/** Frames that change something or are answered once: they carry an id. */
export type CommandFrame = Extract<ChatClientFrame, { id: string }>;
export type Answer = Exclude<
  ChatServerFrame,
  { t: "batch" | "typing" | "presence" | "welcome" | "pong" | "you" }
>;
/** What follows from a change once it is stored. */
export type Effects = Pick<Step, "events" | "closing" | "restood" | "linked">;
export const NO_EFFECTS: Effects = {
  events: [],
  closing: [],
  restood: new Set(),
  linked: [],
};

const LOOKS = new Set<string>([
  "history.get",
  "search",
  "messages.get",
  "pins.get",
  "members.get",
  "message.edits",
  "watched.get",
  "watched.try",
  "log.get",
] satisfies LookFrame["t"][]);
const isLook = (frame: CommandFrame): frame is LookFrame => LOOKS.has(frame.t);

/** Frames about which veza-api is asked first: a file goes with them, or two people write to each other. */
export type AskedFrame = Extract<CommandFrame, { t: "message.send" | "room.set" }>;
const tooFast = (wait_ms: number) => refuse("rate_limited", "That was too fast. Wait a moment.", wait_ms);
const NOT_IN = refuse("forbidden", "You are not in this room.");

export type Room = ReturnType<typeof openRoom>;

/** Makes a room's tables hold a room. @returns its data */
export function makeRoom(
  sql: Sql,
  setup: Setup,
  asked: CreateRoom,
  relay_after: number,
  now: number,
): { data: RoomData; effects: Effects } {
  const { owner, members, room_id, ...facts } = CreateRoom.parse(asked);
  const core = Core.parse({
    ...facts,
    id: room_id,
    owner_id: owner.user_id,
    created_ms: now,
    slow_mode_ms: 0,
    raid_mode: false,
    rules: NO_RULES,
    relay_after,
  });
  const data: RoomData = { core, last_seq: 0, last_n: 0, last_ms: 0, pulse: 0, member_count: 0 };
  const step = newStep(roomStore(sql), messageStore(sql), setup, data, now);
  sql.transaction(() => {
    step.store.saveCore(core);
    admit(step, owner, core.kind === "direct" ? "member" : "owner");
    for (const person of members) if (person.user_id !== owner.user_id) admit(step, person, "member");
    tellRoom(step);
  });
  return { data, effects: step };
}

function newStep(store: RoomStore, messages: MessageStore, setup: Setup, data: RoomData, now: number): Step {
  return {
    store,
    messages,
    data,
    setup,
    now: Math.max(now, data.last_ms),
    events: [],
    closing: [],
    restood: new Set(),
    linked: [],
  };
}

/** One room that is loaded: decides and writes, one frame after the other. Sockets, sending and alarms are head.ts'. */
export function openRoom(sql: Sql, setup: Setup, loaded: RoomData) {
  const store = roomStore(sql);
  const messages = messageStore(sql);
  let data = loaded;
  const pace = createPace(messages);

  /** Runs a change in a transaction; where it refuses or fails, nothing has happened. */
  const change = (now: number, work: (step: Step) => Outcome): { outcome: Outcome; effects: Effects } => {
    const step = newStep(store, messages, setup, { ...data }, now);
    const outcome = sql.transaction(() => work(step));
    // A refusal may have written to the log, and nothing else.
    data = step.data;
    return { outcome, effects: step };
  };

  const act = (
    step: Step,
    member: Member,
    person: Person,
    frame: Exclude<CommandFrame, LookFrame>,
    attachments: ChatAttachment[],
  ): Outcome => {
    switch (frame.t) {
      case "message.send": {
        const refusal = refusesMessage(step, member, frame);
        if (refusal !== null) return refusal;
        const wait = pace.take(member.user_id, step.now);
        if (wait > 0) return tooFast(wait);
        return sendMessage(step, member, person, frame, attachments);
      }
      case "message.edit":
        return editMessage(step, member, frame);
      case "message.delete":
        return deleteMessage(step, member, frame);
      case "reaction.add":
      case "reaction.remove":
        return react(step, member, frame);
      case "pin.set":
        return setPinned(step, member, frame);
      case "message.report":
        return reportMessage(step, member, frame);
      case "quiet.set":
        step.store.saveMember({ ...member, quiet: frame.quiet });
        step.restood.add(member.user_id);
        step.store.nudge(member.user_id);
        return { ok: true };
      default:
        return moderate(step, member, frame satisfies ModerationFrame, attachments);
    }
  };

  const youOf = (member: Member, now: number): ChatYou => ({
    user_id: member.user_id,
    role: roleNow(member, data.core),
    muted_until: mutedUntil(member, now),
    read_seq: member.read_seq,
    quiet: member.quiet,
  });
  const errorOf = (frame: { id: string }, { code, message, retry_after_ms }: Refusal): Answer => ({
    t: "error",
    re: frame.id,
    code,
    message,
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  });

  const known = (userId: string, id: string): Answer | null => {
    const kept = store.answer(userId, id);
    if (kept === null) return null;
    return { t: "ack", re: id, seq: kept.seq, message_id: kept.message_id, at: isoOf(kept.at_ms) };
  };
  const you = (userId: string, now: number): ChatYou | null => {
    const member = store.member(userId);
    return member === null ? null : youOf(member, now);
  };

  return {
    store,
    messages,
    data: () => data,
    change,
    info: () => infoOf(data),

    /** The ack that this id has had already; null where it is new. */
    known,

    /** Whether a frame would be refused as things stand, before others are asked about it. */
    refuses(userId: string, frame: AskedFrame, now: number): Answer | null {
      const member = store.member(userId);
      if (member === null) return errorOf(frame, NOT_IN);
      if (frame.t === "room.set")
        return may(roleNow(member, data.core), data.core.kind, "identity") ? null : errorOf(frame, FORBIDDEN);
      const refusal = refusesMessage(newStep(store, messages, setup, { ...data }, now), member, frame);
      if (refusal !== null) return errorOf(frame, refusal);
      const wait = pace.wait(userId, now);
      return wait > 0 ? errorOf(frame, tooFast(wait)) : null;
    },
    /** Whether the rules refuse a text. The refusal itself, which is logged, comes with the command. */
    isWatched(userId: string, body: string): boolean {
      const member = store.member(userId);
      return member !== null && refusesByRules(data.core, member, body, setup.own_host);
    },

    /** A message of a program that holds no socket: it becomes a member first, where it is none. */
    post(
      { user, id, body }: Omit<z.output<typeof PostMessage>, "room_id">,
      now: number,
    ): { answer: PostAnswer; effects: Effects } {
      const kept = store.answer(user.user_id, id);
      if (kept !== null && kept.message_id !== null)
        return { answer: { ok: true, message_id: kept.message_id, seq: kept.seq }, effects: NO_EFFECTS };
      const { outcome, effects } = change(now, (step) => {
        const entered = enterToWrite(step, user);
        const member = step.store.member(user.user_id);
        if (!entered.ok || member === null) return entered;
        return act(step, member, user, { t: "message.send", id, body }, []);
      });
      if (!outcome.ok) return { answer: outcome, effects };
      const { message_id, seq } = outcome;
      if (!message_id || seq === undefined) throw new Error("a message was taken and has no place");
      return { answer: { ok: true, message_id, seq }, effects };
    },

    /** Decides one frame of one user. The same id gets the same ack and is done once. */
    command(
      userId: string,
      frame: CommandFrame,
      now: number,
      attachments: ChatAttachment[] = [],
    ): { answer: Answer; effects: Effects } {
      const before = isLook(frame) ? null : known(userId, frame.id);
      if (before !== null) return { answer: before, effects: NO_EFFECTS };
      const member = store.member(userId);
      const person = store.person(userId);
      if (member === null || person === null)
        return {
          answer: errorOf(frame, NOT_IN),
          effects: NO_EFFECTS,
        };
      if (isLook(frame)) {
        const found = look({ store, messages, data, now, own_host: setup.own_host }, member, frame);
        return { answer: "ok" in found ? errorOf(frame, found) : (found as Answer), effects: NO_EFFECTS };
      }
      let at_ms = now;
      const { outcome, effects } = change(now, (step) => {
        at_ms = step.now;
        const done = act(step, member, person, frame, attachments);
        if (done.ok && frame.t !== "message.send")
          store.keepAnswer(userId, frame.id, {
            seq: done.seq ?? step.data.last_seq,
            message_id: done.message_id ?? null,
            at_ms,
          });
        return done;
      });
      if (!outcome.ok) return { answer: errorOf(frame, outcome), effects };
      const seq = outcome.seq ?? data.last_seq;
      return {
        answer: { t: "ack", re: frame.id, seq, message_id: outcome.message_id ?? null, at: isoOf(at_ms) },
        effects,
      };
    },

    /** The first frame of a socket: what happened after `since`, or the newest page. Null for who may not read. */
    welcome(
      userId: string,
      since: number | null,
      now: number,
    ): Extract<ChatServerFrame, { t: "welcome" }> | null {
      const member = store.member(userId);
      if (member === null || !may(roleNow(member, data.core), data.core.kind, "read")) return null;
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

    you,

    /** Moves a read marker forward. @returns whether it moved */
    read(userId: string, seq: number): boolean {
      const member = store.member(userId);
      const to = Math.min(seq, data.last_seq);
      if (member === null || to <= member.read_seq) return false;
      store.setRead(userId, to);
      return true;
    },

    /** What a user's inbox is told. */
    standing(userId: string): RoomStanding {
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
      const { core } = data;
      const member = userId === null ? null : store.member(userId);
      if (member !== null) return may(roleNow(member, core), core.kind, "read");
      const isOpen = core.kind === "room" && core.visibility === "public";
      return isOpen && (userId === null || store.ban(userId, now) === null);
    },
    /** Whether an invite of this code may be used now by this user. */
    isInvited(userId: string | null, code: string, now: number): boolean {
      return isInvite(store, code, now) && (userId === null || store.ban(userId, now) === null);
    },
    view(userId: string | null, now: number): RoomView {
      return { room: infoOf(data), you: userId === null ? null : you(userId, now), last_seq: data.last_seq };
    },
    page(asked: z.output<typeof GetMessages>): MessagesPage {
      const { before_seq, after_seq, thread, limit, user_id } = asked;
      const found = messages.page({ before_seq, after_seq, thread, limit });
      return { messages: messages.frames(found.messages, user_id), has_more: found.has_more };
    },

    /** Somebody's name and picture as they are now. */
    setPerson(person: Person, now: number): void {
      store.savePerson(person, now);
    },
    /** Cards that were found for a message: shown unless it changed meanwhile. */
    setCards(messageId: string, cards: ChatCard[], now: number): Effects {
      return change(now, (step) => {
        const message = step.messages.find(messageId);
        if (message === null || message.deleted_ms !== null) return { ok: true };
        step.messages.setCards(message.seq, cards);
        return {
          ok: true,
          seq: emit(step, { t: "message.cards", message_id: messageId, cards }, message.seq),
        };
      }).effects;
    },
  };
}
