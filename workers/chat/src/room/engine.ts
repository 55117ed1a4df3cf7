import { CreateRoom, type PostAnswer, type PostMessage } from "@veza/contracts/chat-rpc";
import { canInRoom } from "@veza/contracts/permissions/room";
import type { ChatClientFrame, ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatAttachment, ChatCard } from "@veza/contracts/ws/chat-room";
import { mentionedNames } from "@veza/core/chat-text";
import type { Sql } from "@veza/worker-kit/object-sql";
import type { z } from "zod";
import { admit, enterToWrite } from "./membership.ts";
import { type MessageStore, messageStore } from "./messages.ts";
import { type ModerationFrame, moderate } from "./moderate.ts";
import { createPace } from "./pace.ts";
import { answerQuery, type QueryFrame } from "./queries.ts";
import { createRoomReads } from "./room-reads.ts";
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
import { Core, isoOf, type Member, type Person, type RoomData, roleNow } from "./state.ts";
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
export type Effects = Pick<Step, "events" | "closing" | "changed_members" | "linked">;
export const NO_EFFECTS: Effects = {
  events: [],
  closing: [],
  changed_members: new Set(),
  linked: [],
};

const QUERIES = new Set<string>([
  "history.get",
  "search",
  "messages.get",
  "pins.get",
  "members.get",
  "message.edits",
  "watched.get",
  "watched.try",
  "log.get",
] satisfies QueryFrame["t"][]);
const isQuery = (frame: CommandFrame): frame is QueryFrame => QUERIES.has(frame.t);

/**
 * Frames about which veza-api is asked first: whether their author may write here, and whose the files are
 * that go with them.
 */
export type CheckedFrame = Extract<
  CommandFrame,
  { t: "message.send" | "message.edit" | "reaction.add" | "room.set" }
>;
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
    changed_members: new Set(),
    linked: [],
    unreachable: [],
  };
}

/**
 * One room that is loaded: decides and writes, one frame after the other. Sockets and sending are
 * primary.ts', alarms the object's.
 */
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
    frame: Exclude<CommandFrame, QueryFrame>,
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
        step.changed_members.add(member.user_id);
        step.store.queueStanding(member.user_id);
        return { ok: true };
      default:
        return moderate(step, member, frame satisfies ModerationFrame, attachments);
    }
  };

  const errorOf = (frame: { id: string }, { code, message, retry_after_ms }: Refusal): Answer => ({
    t: "error",
    re: frame.id,
    code,
    message,
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  });

  const known = (userId: string, id: string): Answer | null => {
    const before = store.answer(userId, id);
    if (before === null) return null;
    return { t: "ack", re: id, seq: before.seq, message_id: before.message_id, at: isoOf(before.at_ms) };
  };
  return {
    ...createRoomReads(store, messages, () => data),
    store,
    messages,
    data: () => data,
    change,
    /** The ack that this id has had already; null where it is new. */
    known,

    /** Whether a frame would be refused as things stand, before others are asked about it. */
    refuses(userId: string, frame: CheckedFrame, now: number): Answer | null {
      const member = store.member(userId);
      if (member === null) return errorOf(frame, NOT_IN);
      if (frame.t === "room.set")
        return canInRoom(roleNow(member, data.core), data.core.kind, "identity")
          ? null
          : errorOf(frame, FORBIDDEN);
      if (frame.t !== "message.send") return null;
      const refusal = refusesMessage(newStep(store, messages, setup, { ...data }, now), member, frame);
      if (refusal !== null) return errorOf(frame, refusal);
      const wait = pace.wait(userId, now);
      return wait > 0 ? errorOf(frame, tooFast(wait)) : null;
    },
    /** Members whom a text names, at most 50. */
    named(body: string): string[] {
      const names = mentionedNames(body);
      return names.length === 0 ? [] : store.membersNamed(names.slice(0, 50));
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
      const before = store.answer(user.user_id, id);
      if (before !== null && before.message_id !== null)
        return { answer: { ok: true, message_id: before.message_id, seq: before.seq }, effects: NO_EFFECTS };
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
      unreachable: readonly string[] = [],
    ): { answer: Answer; effects: Effects } {
      const before = isQuery(frame) ? null : known(userId, frame.id);
      if (before !== null) return { answer: before, effects: NO_EFFECTS };
      const member = store.member(userId);
      const person = store.person(userId);
      if (member === null || person === null)
        return {
          answer: errorOf(frame, NOT_IN),
          effects: NO_EFFECTS,
        };
      if (isQuery(frame)) {
        const found = answerQuery({ store, messages, data, now, own_host: setup.own_host }, member, frame);
        return { answer: "ok" in found ? errorOf(frame, found) : (found as Answer), effects: NO_EFFECTS };
      }
      let at_ms = now;
      const { outcome, effects } = change(now, (step) => {
        at_ms = step.now;
        step.unreachable = unreachable;
        const done = act(step, member, person, frame, attachments);
        if (done.ok && frame.t !== "message.send")
          store.saveAnswer(userId, frame.id, {
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

    /** Moves a read marker forward. @returns whether it moved */
    read(userId: string, seq: number): boolean {
      const member = store.member(userId);
      const to = Math.min(seq, data.last_seq);
      if (member === null || to <= member.read_seq) return false;
      store.setRead(userId, to);
      return true;
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
