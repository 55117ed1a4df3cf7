import type { CloseReason } from "@veza/contracts/ws/close";
import { PARTY_MAX_FRAME_BYTES, PartyClientFrame, type PartyServerFrame } from "@veza/contracts/ws/party";

export type ErrorFrame = Extract<PartyServerFrame, { t: "error" }>;
export type Reading = { frame: PartyClientFrame } | { error: ErrorFrame } | { close: CloseReason };

export const errorFrame = (code: string, message: string, re?: string): ErrorFrame => ({
  t: "error",
  ...(re === undefined ? {} : { re }),
  code,
  message,
});

const encoder = new TextEncoder();

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
  const frame = PartyClientFrame.safeParse(value);
  if (frame.success) return { frame: frame.data };
  const re = typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  const answerable = typeof re === "string" && re.length >= 1 && re.length <= 64 ? re : undefined;
  return { error: errorFrame("unknown_frame", "This frame is not known here.", answerable) };
}

function isTooLong(text: string): boolean {
  if (text.length * 3 <= PARTY_MAX_FRAME_BYTES) return false;
  return text.length > PARTY_MAX_FRAME_BYTES || encoder.encode(text).byteLength > PARTY_MAX_FRAME_BYTES;
}
