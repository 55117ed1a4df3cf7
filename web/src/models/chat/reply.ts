import type { ChatClientFrame, ChatServerFrame } from "@veza/contracts/ws/chat";

/**
 * Why the room did not do what was asked. `code` is the server's, or `offline`, `timeout`, `closed` of this
 * side.
 */
export interface Refused {
  ok: false;
  code: string;
  /** English, for logs: the interface translates by code. */
  message: string;
  /** Milliseconds to wait before it can work. */
  retryAfterMs: number | null;
}

export interface Acked {
  ok: true;
  /** Of the event that it caused. */
  seq: number;
  messageId: string | null;
  at: string;
}

export type Acknowledged = Acked | Refused;
/** An answer to a question, without its envelope, or why there is none. */
export type Answered<T extends ChatServerFrame["t"]> =
  | ({ ok: true } & Omit<Extract<ChatServerFrame, { t: T }>, "t" | "re">)
  | Refused;

/** A frame that is answered by its id. */
export type RequestFrame = Extract<ChatClientFrame, { id: string }>;
export type AnswerFrame = Extract<ChatServerFrame, { re: string } | { t: "error" }>;

type WithoutId<F> = F extends RequestFrame ? Omit<F, "id"> : never;
/** A frame before it has its id. */
export type RoomRequest = WithoutId<RequestFrame>;

export const refused = (code: string, message: string, retryAfterMs: number | null = null): Refused => ({
  ok: false,
  code,
  message,
  retryAfterMs,
});

/** The refusal in an error frame. */
export const refusalOf = (frame: Extract<ChatServerFrame, { t: "error" }>): Refused =>
  refused(frame.code, frame.message, frame.retry_after_ms ?? null);
