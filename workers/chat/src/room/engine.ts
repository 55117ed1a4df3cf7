import {
  CreateRoom,
  type GetMessages,
  type MessagesPage,
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
import { type Bucket, type BucketSize, take } from "@veza/core/token-bucket";
import type { z } from "zod";
import { type LookFrame, look, pageOf } from "./look.ts";
import { admit } from "./membership.ts";
import { messageStore } from "./messages.ts";
import { type ModerationFrame, moderate } from "./moderate.ts";
import { may } from "./policy.ts";
import {
  deleteMessage,
  editMessage,
  react,
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
import { emit, type Outcome, type Refusal, refuse, type Setup, type Step, tellRoom } from "./step.ts";
import { roomStore } from "./store.ts";
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

/** Messages of one user in one room: 30 a minute, five at once. */
export const MESSAGE_PACE: BucketSize = { rate: 0.5, burst: 5 };
const LOOKS = new Set<string>([
  "history.get",
  "search",
  "pins.get",
  "members.get",
  "message.edits",
  "watched.get",
  "watched.try",
  "log.get",
] satisfies LookFrame["t"][]);
const isLook = (frame: CommandFrame): frame is LookFrame => LOOKS.has(frame.t);

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
  const step = newStep(sql, setup, data, now);
  sql.transaction(() => {
    step.store.saveCore(core);
    admit(step, owner, core.kind === "direct" ? "member" : "owner");
    for (const person of members) if (person.user_id !== owner.user_id) admit(step, person, "member");
    tellRoom(step);
  });
  return { data, effects: step };
}

function newStep(sql: Sql, setup: Setup, data: RoomData, now: number): Step {
  return {
    store: roomStore(sql),
    messages: messageStore(sql),
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
  const paces = new Map<string, Bucket>();

  /** Runs a change in a transaction; where it refuses or fails, nothing has happened. */
  const change = (now: number, work: (step: Step) => Outcome): { outcome: Outcome; effects: Effects } => {
    const step = newStep(sql, setup, { ...data }, now);
    const outcome = sql.transaction(() => work(step));
    // A refusal may have written to the log, and nothing else.
    data = step.data;
    return { outcome, effects: step };
  };

  /** Takes one message of a user's pace. @returns the milliseconds to wait; 0 when it may go */
  const pace = (userId: string, now: number): number => {
    let bucket = paces.get(userId);
    if (bucket === undefined) {
      // What was sent before this object was loaded counts.
      const recent = messages.countSince(userId, now - (MESSAGE_PACE.burst / MESSAGE_PACE.rate) * 1000);
      bucket = { tokens: Math.max(0, MESSAGE_PACE.burst - recent), at_ms: now };
    }
    const taken = take(bucket, MESSAGE_PACE, now);
    if (paces.size > 5_000) paces.clear();
    paces.set(userId, taken.bucket);
    return taken.isTaken ? 0 : taken.wait_ms;
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
        const wait = pace(member.user_id, step.now);
        if (wait > 0) return refuse("rate_limited", "That was too fast. Wait a moment.", wait);
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
        return moderate(step, member, frame satisfies ModerationFrame);
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

    /** Whether a message would be refused as things stand, before others are asked about it. */
    refusesMessage(
      userId: string,
      frame: Extract<CommandFrame, { t: "message.send" }>,
      now: number,
    ): Answer | null {
      const member = store.member(userId);
      if (member === null) return errorOf(frame, refuse("forbidden", "You are not in this room."));
      const refusal = refusesMessage(newStep(sql, setup, { ...data }, now), member, frame);
      return refusal === null ? null : errorOf(frame, refusal);
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
          answer: errorOf(frame, refuse("forbidden", "You are not in this room.")),
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
