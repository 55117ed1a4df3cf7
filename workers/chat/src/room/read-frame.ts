import { CHAT_MAX_FRAME_BYTES, ChatClientFrame, type ChatServerFrame } from "@veza/contracts/ws/chat";
import type { CloseReason } from "@veza/contracts/ws/close";

export type ErrorFrame = Extract<ChatServerFrame, { t: "error" }>;
export type Reading = { frame: ChatClientFrame } | { error: ErrorFrame } | { close: CloseReason };

const TYPES = new Set(ChatClientFrame.options.map((option) => option.shape.t.value as string));
const encoder = new TextEncoder();

export const errorFrame = (code: string, message: string, re?: string): ErrorFrame => ({
  t: "error",
  ...(re === undefined ? {} : { re }),
  code,
  message,
});

/**
 * Reads what a socket sent: size, then JSON, then the schema. What is no frame of ours gets an error, never a
 * crash.
 */
export function readFrame(data: string | ArrayBuffer): Reading {
  if (typeof data !== "string" || isTooLong(data)) return { close: "bad_frame" };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { error: errorFrame("bad_frame", "A frame is a JSON object with its type in `t`.") };
  }
  const frame = ChatClientFrame.safeParse(value);
  if (frame.success) return { frame: frame.data };
  const object: object = typeof value === "object" && value !== null ? value : {};
  const re = "id" in object ? object.id : undefined;
  const answerable = typeof re === "string" && re.length >= 1 && re.length <= 64 ? re : undefined;
  const t = "t" in object ? object.t : undefined;
  if (typeof t !== "string" || !TYPES.has(t))
    return { error: errorFrame("unknown_frame", "This type of frame is not known here.", answerable) };
  const [issue] = frame.error.issues;
  const where = issue?.path.join(".") ?? "";
  const code = where === "body" ? "body_invalid" : where === "emoji" ? "emoji_invalid" : "invalid_frame";
  return { error: errorFrame(code, `${where}: ${issue?.message ?? "not valid"}`.slice(0, 200), answerable) };
}

function isTooLong(text: string): boolean {
  if (text.length * 3 <= CHAT_MAX_FRAME_BYTES) return false;
  return text.length > CHAT_MAX_FRAME_BYTES || encoder.encode(text).byteLength > CHAT_MAX_FRAME_BYTES;
}
