import type { MessageReport, PresenceStatus, RoomChange as RoomChangeBody } from "@veza/contracts/ws/chat";
import type { ChatAttachment, MemberRole, WatchedRules } from "@veza/contracts/ws/chat-room";
import type { z } from "zod";
import type { StoreApi } from "zustand/vanilla";
import type { OutboxItem } from "./outbox.ts";
import type { Acknowledged, Answered } from "./reply.ts";
import type { RoomState } from "./room-state.ts";

export type ReportCategory = z.infer<typeof MessageReport>["category"];
/** Null: without an end. */
export type Duration = number | null;

export interface NewMessage {
  body: string;
  replyTo?: string | null;
  /** The message whose thread it goes to. */
  thread?: string | null;
  /** Files that are ready. */
  attachments?: readonly ChatAttachment[];
}

/** What is changed of a room; parts that are left out stay. */
export type RoomChange = z.infer<typeof RoomChangeBody>;

/** A room that is open in this page: what is known of it, and everything that can be done in it. */
export interface ChatRoom {
  readonly roomId: string;
  /** Read it with `useRoom(selector)`. */
  readonly store: StoreApi<RoomState>;
  /** What waits to be sent, oldest first. */
  readonly outbox: StoreApi<{ items: readonly OutboxItem[] }>;

  /** Puts a message into the outbox: it is sent now or when the line is back, once. @returns its id there */
  send(message: NewMessage): string;
  /** Sends a refused message again. */
  retry(id: string): void;
  /** Forgets a message that was not taken. @returns it */
  discard(id: string): OutboxItem | null;

  edit(messageId: string, body: string): Promise<Acknowledged>;
  remove(messageId: string, reason?: string): Promise<Acknowledged>;
  react(messageId: string, emoji: string, isOn: boolean): Promise<Acknowledged>;
  pin(messageId: string, isPinned: boolean): Promise<Acknowledged>;
  report(messageId: string, category: ReportCategory, note?: string): Promise<Acknowledged>;
  /** Earlier texts of a message: its author and moderators. */
  edits(messageId: string): Promise<Answered<"edits">>;
  /** Says that one is typing; often is not too often. */
  typing(): void;
  /** The reader has seen everything up to here. */
  read(seq: number): void;

  /** More of a list: the room's, or a thread's. */
  older(thread?: string): Promise<boolean>;
  newer(thread?: string): Promise<boolean>;
  /** Brings the newest page back into the room's list. */
  toNewest(): Promise<boolean>;
  /** Brings the messages around one into the room's list. @returns its id; null: there is no such message */
  goTo(target: { seq: number } | { messageId: string }): Promise<string | null>;
  /** Brings a message into what is known, where it is there: for a reply that quotes it. */
  fetch(messageId: string): void;
  openThread(messageId: string): Promise<boolean>;
  /** Whether the reader stands at the end of the room's list. */
  follow(isFollowing: boolean): void;

  search(query: string, beforeSeq?: number): Promise<Answered<"found">>;
  pins(): Promise<Answered<"pins">>;
  /** By name. `after`: the `next` of the page before. */
  members(ask?: { query?: string; after?: string; limit?: number }): Promise<Answered<"members">>;
  setQuiet(isQuiet: boolean): Promise<Acknowledged>;
  setPresence(status: PresenceStatus): void;

  setRole(
    userId: string,
    role: Extract<MemberRole, "moderator" | "member" | "read_only">,
  ): Promise<Acknowledged>;
  mute(userId: string, durationMs: Duration, reason?: string): Promise<Acknowledged>;
  unmute(userId: string, reason?: string): Promise<Acknowledged>;
  kick(userId: string, reason?: string): Promise<Acknowledged>;
  ban(userId: string, durationMs: Duration, reason?: string): Promise<Acknowledged>;
  unban(userId: string, reason?: string): Promise<Acknowledged>;
  handOver(userId: string): Promise<Acknowledged>;
  /** Deletes all messages of somebody, or those of the last `sinceMs`. */
  purge(userId: string, sinceMs?: number, reason?: string): Promise<Acknowledged>;
  setRoom(change: RoomChange): Promise<Acknowledged>;
  watched(): Promise<Answered<"watched">>;
  setWatched(rules: WatchedRules): Promise<Acknowledged>;
  /** What rules (the room's unless given) would do with a text. */
  tryWatched(body: string, rules?: WatchedRules): Promise<Answered<"watched.tried">>;
  log(before?: number): Promise<Answered<"log">>;

  /** Tries again after a refusal. */
  reconnect(): void;
  /** Ends the connection; the object is of no use afterwards. */
  close(): void;
}
