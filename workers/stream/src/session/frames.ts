import { STREAM_MAX_FRAME_BYTES, StreamClientFrame } from "@veza/contracts/ws/stream";
import type { Link } from "./link.ts";

/** Frames a minute: a player sends about 70, somebody who drags the seek bar some hundred. */
const FRAMES_A_MINUTE = 600;
/** Far beyond that it is no player of ours. */
const CLOSE_AFTER = 3_000;

export type Parsed =
  | { ok: true; frame: StreamClientFrame }
  | { ok: false; close: "bad_frame" }
  | { ok: false; code: "bad_frame" | "unknown_frame" | "invalid_request"; message: string; re?: string };

const KNOWN = new Set<string>(StreamClientFrame.options.map((option) => option.shape.t.value));

/** Size, then JSON, then schema. What is no frame of ours gets an error and never harms the session. */
export function parseFrame(message: string | ArrayBuffer): Parsed {
  if (typeof message !== "string") return { ok: false, close: "bad_frame" };
  if (message.length > STREAM_MAX_FRAME_BYTES) return { ok: false, close: "bad_frame" };
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { ok: false, code: "bad_frame", message: "A frame is a JSON object with its type in `t`." };
  }
  const parsed = StreamClientFrame.safeParse(value);
  if (parsed.success) return { ok: true, frame: parsed.data };
  const id = typeof value === "object" && value !== null ? Reflect.get(value, "id") : undefined;
  const re = typeof id === "string" && id.length <= 64 ? { re: id } : {};
  const type = typeof value === "object" && value !== null ? Reflect.get(value, "t") : undefined;
  if (typeof type !== "string" || !KNOWN.has(type))
    return { ok: false, code: "unknown_frame", message: "This type of frame is not known here.", ...re };
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : `${issue.path.join(".")}: ${issue.message}`;
  return { ok: false, code: "invalid_request", message: `This frame is not valid. ${where}`.trim(), ...re };
}

/** Counts a frame. `refuse` once the limit is passed, `close` far beyond it. */
export function countFrame(
  frames: { since_ms: number; count: number },
  now_ms: number,
): "ok" | "refuse" | "close" {
  if (now_ms - frames.since_ms >= 60_000 || now_ms < frames.since_ms) {
    frames.since_ms = now_ms;
    frames.count = 0;
  }
  frames.count += 1;
  if (frames.count > CLOSE_AFTER) return "close";
  return frames.count > FRAMES_A_MINUTE ? "refuse" : "ok";
}

/** Takes one message of a socket: counted, parsed, answered. */
export function takeMessage(
  link: Link,
  message: string | ArrayBuffer,
  now_ms: number,
  receive: (frame: StreamClientFrame) => void,
): void {
  const allowed = countFrame(link.frames, now_ms);
  if (allowed === "close") {
    link.close("rate_limited");
    return;
  }
  const parsed = parseFrame(message);
  if (!parsed.ok && "close" in parsed) {
    link.close(parsed.close);
    return;
  }
  const id = parsed.ok ? parsed.frame.id : parsed.re;
  const re = id === undefined ? {} : { re: id };
  if (allowed === "refuse")
    link.tell({ t: "error", ...re, code: "rate_limited", message: "Too many frames: wait a moment." });
  else if (parsed.ok) receive(parsed.frame);
  else link.tell({ t: "error", ...re, code: parsed.code, message: parsed.message });
}
