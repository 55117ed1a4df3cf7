import {
  CHAT_MAX_FRAME_BYTES,
  CHAT_PONG,
  ChatClientFrame,
  type ChatServerFrame,
  type PresenceStatus,
} from "@veza/contracts/ws/chat";
import { CLOSE, type CloseReason } from "@veza/contracts/ws/close";
import { type Bucket, type BucketSize, take } from "@veza/core/token-bucket";
import type { Answer, CommandFrame } from "./engine.ts";
import type { Seat } from "./seat.ts";

export type ErrorFrame = Extract<ChatServerFrame, { t: "error" }>;
export type Reading = { frame: ChatClientFrame } | { error: ErrorFrame } | { close: CloseReason };

/** Where frames go that passed the door: to the head, or to a relay. */
export interface Place {
  hello(seat: Seat, since: number | null): Promise<void> | void;
  command(userId: string, frame: CommandFrame): Promise<Answer>;
  typing(userId: string): void;
  read(userId: string, seq: number): void;
  seen(seat: Seat, seq: number): void;
  /** What the socket shows has changed. */
  show(seat: Seat): void;
}

/** Client frames of a socket: 120 a minute; reconnecting and catching up come in a burst. */
export const FRAMES: BucketSize = { rate: 2, burst: 40 };
/** Frames that may be refused before a socket is closed: a client with a fault slows down, a hostile one does not. */
export const PATIENCE: BucketSize = { rate: 1, burst: 60 };

const TYPES = new Set(ChatClientFrame.options.map((option) => option.shape.t.value as string));
const encoder = new TextEncoder();

export const errorFrame = (code: string, message: string, re?: string): ErrorFrame => ({
  t: "error",
  ...(re === undefined ? {} : { re }),
  code,
  message,
});

/** Reads what a socket sent: size, then JSON, then the schema. What is no frame of ours gets an error, never a crash. */
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
  const code = where === "body" ? "body_invalid" : "invalid_frame";
  return { error: errorFrame(code, `${where}: ${issue?.message ?? "not valid"}`.slice(0, 200), answerable) };
}

function isTooLong(text: string): boolean {
  if (text.length * 3 <= CHAT_MAX_FRAME_BYTES) return false;
  return text.length > CHAT_MAX_FRAME_BYTES || encoder.encode(text).byteLength > CHAT_MAX_FRAME_BYTES;
}

/**
 * The first and the last to see a frame of a socket, the same in a head and in a relay: size, JSON, schema, pace. What it remembers
 * may be lost with the object: the pace starts anew.
 */
export function createDoor(now: () => number) {
  const paces = new Map<string, { bucket: Bucket; patience: Bucket | undefined }>();

  return {
    async receive(seat: Seat, data: string | ArrayBuffer, place: Place): Promise<void> {
      const { sid, user_id } = seat.who;
      const before = paces.get(sid);
      const { bucket, isTaken, wait_ms } = take(before?.bucket, FRAMES, now());
      const patience = isTaken ? null : take(before?.patience, PATIENCE, now());
      paces.set(sid, { bucket, patience: patience?.bucket ?? before?.patience });
      if (patience?.isTaken === false) return seat.close(CLOSE.rate_limited, "rate_limited");
      const reading = readFrame(data);
      if ("close" in reading) return seat.close(CLOSE[reading.close], reading.close);
      const send = (frame: ChatServerFrame) => seat.send(JSON.stringify(frame));
      if (!isTaken) {
        const re =
          "error" in reading ? reading.error.re : "id" in reading.frame ? reading.frame.id : undefined;
        const error = errorFrame("rate_limited", "That was too fast. Wait a moment and send it again.", re);
        return send({ ...error, retry_after_ms: wait_ms });
      }
      if ("error" in reading) return send(reading.error);
      const { frame } = reading;
      if (frame.t === "ping") return seat.send(CHAT_PONG);
      if (frame.t === "hello") {
        if (frame.status !== undefined) mark(seat, frame.status);
        return place.hello(seat, frame.since);
      }
      if (!seat.who.isWelcome)
        return send(errorFrame("hello_first", "Say hello first.", "id" in frame ? frame.id : undefined));
      switch (frame.t) {
        case "typing.start":
          if (seat.who.status !== "invisible") place.typing(user_id);
          return;
        case "read":
          return place.read(user_id, frame.seq);
        case "seen":
          return place.seen(seat, frame.seq);
        case "presence.set":
          mark(seat, frame.status);
          return place.show(seat);
        default:
          return send(await place.command(user_id, frame));
      }
    },
    /** A socket is gone. */
    forget: ({ who }: Seat) => void paces.delete(who.sid),
  };
}

function mark(seat: Seat, status: PresenceStatus): void {
  if (seat.who.status !== status) seat.mark({ ...seat.who, status });
}
