import type { PlatformEvent, PlatformEventType } from "@veza/contracts/events";
import type { ChatLink } from "@veza/contracts/rpc";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import type { MessageStore } from "./messages.ts";
import { infoOf, isoOf, type RoomData } from "./state.ts";
import type { LogEntry, RoomStore } from "./store.ts";

export interface Refusal {
  ok: false;
  code: string;
  message: string;
  retry_after_ms?: number;
}
export const refuse = (code: string, message: string, retry_after_ms?: number): Refusal => ({
  ok: false,
  code,
  message,
  ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
});
export const FORBIDDEN = refuse("forbidden", "Your role in this room does not allow this.");
export const NO_MESSAGE = refuse("not_found", "There is no such message.");
export const NO_MEMBER = refuse("not_found", "There is no such member.");

/** What caused an event, or nothing where all was as it should be already. */
export type Done = { ok: true; seq?: number; message_id?: string | null };
export type Outcome = Done | Refusal;

/** What the engine is given once: everything that a decision must not make itself. */
export interface Setup {
  /** Host of Veza's own links. */
  own_host: string | null;
  newMessageId(at_ms: number): string;
  newEventId(): string;
  newInviteCode(): string;
  /** Whether a user has a socket in this room. */
  isPresent(userId: string): boolean;
}

/**
 * One change of a room on its way: inside of one transaction, on a copy of what is in memory. What it
 * collects is done after the transaction, and nothing of it where that fails.
 */
export interface Step {
  store: RoomStore;
  messages: MessageStore;
  data: RoomData;
  setup: Setup;
  /** The room's time: the machine's, but never before what was written last. */
  now: number;
  events: ChatEvent[];
  /** Users whose sockets end. */
  closing: { user_id: string; reason: "banned" | "kicked" | "left" }[];
  /**
   * Members of whom something has changed that they are told themselves: their role, a mute, their settings.
   */
  changed_members: Set<string>;
  /** Members whom this author's names do not reach. */
  unreachable: readonly string[];
  /** Messages with links that may become cards. */
  linked: { message_id: string; links: ChatLink[] }[];
}

type WithoutPlace<E> = E extends ChatEvent ? Omit<E, "seq" | "at"> : never;
const PULSE = new Set<ChatEvent["t"]>(["message.new", "message.deleted", "messages.purged"]);

/** Gives an event its place, writes it down and keeps it to be told. @returns its seq */
export function emit(step: Step, event: WithoutPlace<ChatEvent>, messageSeq: number | null = null): number {
  const seq = step.data.last_seq + 1;
  step.data.last_seq = seq;
  step.data.last_ms = step.now;
  if (PULSE.has(event.t)) step.data.pulse = seq;
  const placed: ChatEvent = { ...event, seq, at: isoOf(step.now) };
  step.messages.saveEvent(placed, step.now, messageSeq);
  step.events.push(placed);
  return seq;
}

/** The seq that the next event will have. */
export const nextSeq = (step: Step): number => step.data.last_seq + 1;

/** Writes an event for the other Workers down with the change that it tells of. */
export function tellPlatform<T extends PlatformEventType>(
  step: Step,
  type: T,
  data: Extract<PlatformEvent, { type: T }>["data"],
): void {
  const event = { id: step.setup.newEventId(), type, occurred_at: isoOf(step.now), data } as PlatformEvent;
  step.store.queueEvent(event, step.now);
}

const FILES_OF_EVENT = 100;

/**
 * Nothing in the room shows these files any more: whoever keeps them is told, with the change that let them
 * go.
 */
export function releaseFiles(step: Step, attachment_ids: string[]): void {
  for (let i = 0; i < attachment_ids.length; i += FILES_OF_EVENT)
    tellPlatform(step, "attachments.released", {
      room_id: step.data.core.id,
      attachment_ids: attachment_ids.slice(i, i + FILES_OF_EVENT),
    });
}

export function writeLog(step: Step, entry: Partial<LogEntry> & Pick<LogEntry, "action" | "by">): void {
  step.store.log({
    at_ms: step.now,
    user_id: null,
    message_id: null,
    reason: null,
    detail: {},
    ...entry,
  });
}

/** Changes the room's facts, tells the room and the directory. */
export function changeCore(step: Step, change: Partial<RoomData["core"]>): number {
  step.data.core = { ...step.data.core, ...change };
  step.store.saveCore(step.data.core);
  const seq = emit(step, { t: "room.updated", room: infoOf(step.data) });
  tellRoom(step);
  return seq;
}

export function tellRoom(step: Step): void {
  const { data } = step;
  tellPlatform(step, "room.updated", {
    room: infoOf(data),
    owner_id: data.core.owner_id,
    revision: data.last_seq,
  });
}
