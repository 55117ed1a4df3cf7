import { CHAT_PONG, type ChatServerFrame, type PresenceStatus } from "@veza/contracts/ws/chat";
import { CLOSE } from "@veza/contracts/ws/close";
import { type Bucket, type BucketSize, take } from "@veza/core/token-bucket";
import type { Answer, CommandFrame } from "./engine.ts";
import { errorFrame, readFrame } from "./read-frame.ts";
import type { Seat } from "./seat.ts";

/**
 * Where frames go that were read and are within their limits: the primary object's part of a room, or a
 * relay's.
 */
export interface FrameTarget {
  hello(seat: Seat, since: number | null): Promise<void> | void;
  command(userId: string, frame: CommandFrame): Promise<Answer>;
  typing(userId: string): void;
  read(userId: string, seq: number): void;
  seen(seat: Seat, seq: number): void;
  /** What the socket shows has changed. */
  show(seat: Seat): void;
}

/** Client frames of a socket: 120 a minute; reconnecting and catching up come in a burst. */
export const FRAME_RATE: BucketSize = { rate: 2, burst: 40 };
/**
 * Frames that may be refused before a socket is closed: a client with a fault slows down, a hostile one does
 * not.
 */
export const REFUSAL_RATE: BucketSize = { rate: 1, burst: 60 };

/**
 * The first and the last to see a frame of a socket, the same in the primary object and in a relay: size,
 * JSON, schema, rate. What it remembers may be lost with the object: the rates start anew.
 */
export function createSocketHandler(now: () => number) {
  const rates = new Map<string, { frames: Bucket; refusals: Bucket | undefined }>();

  return {
    async receive(seat: Seat, data: string | ArrayBuffer, target: FrameTarget): Promise<void> {
      const { sid, user_id } = seat.who;
      const before = rates.get(sid);
      const { bucket, isTaken, wait_ms } = take(before?.frames, FRAME_RATE, now());
      const refusal = isTaken ? null : take(before?.refusals, REFUSAL_RATE, now());
      rates.set(sid, { frames: bucket, refusals: refusal?.bucket ?? before?.refusals });
      if (refusal?.isTaken === false) return seat.close(CLOSE.rate_limited, "rate_limited");
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
        return target.hello(seat, frame.since);
      }
      if (!seat.who.isWelcome)
        return send(errorFrame("hello_first", "Say hello first.", "id" in frame ? frame.id : undefined));
      switch (frame.t) {
        case "typing.start":
          if (seat.who.status !== "invisible") target.typing(user_id);
          return;
        case "read":
          return target.read(user_id, frame.seq);
        case "seen":
          return target.seen(seat, frame.seq);
        case "presence.set":
          mark(seat, frame.status);
          return target.show(seat);
        default:
          return send(await target.command(user_id, frame));
      }
    },
    /** A socket is gone. */
    forget: ({ who }: Seat) => void rates.delete(who.sid),
  };
}

function mark(seat: Seat, status: PresenceStatus): void {
  if (seat.who.status !== status) seat.mark({ ...seat.who, status });
}
