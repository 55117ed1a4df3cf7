import { CLOSE } from "@veza/contracts/ws/close";
import { type Bucket, type BucketSize, take } from "@veza/core/token-bucket";
import type { Answer } from "./commands.ts";
import type { Actor, PartyCommand } from "./engine.ts";
import type { ReactionCounts } from "./frames.ts";
import { errorFrame, readFrame } from "./read-frame.ts";
import type { Seat } from "./seat.ts";

/**
 * Where frames go that were read and are within their limits: the primary object's part of a party, or a
 * relay's.
 */
export interface FrameTarget {
  command(actor: Actor, frame: PartyCommand): Promise<Answer | null>;
  react(counts: ReactionCounts): void;
}

/** Marks are kept by the platform and cost nothing stored, but a little time. */
const SEEN_EVERY_MS = 20_000;
/** Longer than a browser holds back the timers of a hidden page (a minute), twice. */
const SILENT_MS = 150_000;
/** How often silent sockets are looked for. */
export const SWEEP_MS = 60_000;

/** Of one socket: the clock's dense seconds and busy fingers fit several times. */
export const FRAME_RATE: BucketSize = { rate: 10, burst: 60 };
/** Of one member, over all of its devices in one place. */
export const REACTION_RATE: BucketSize = { rate: 5, burst: 5 };
/**
 * Frames that may be refused before a socket is closed: a client with a fault slows down, a hostile one does
 * not.
 */
export const REFUSAL_RATE: BucketSize = { rate: 1, burst: 100 };

const TOO_FAST = "That was too fast. Wait a moment and send it again.";

/**
 * The first and the last to see a frame of a socket, the same in the primary object and in a relay: size,
 * JSON, schema, limits; pings are answered here at once. What it remembers (how fast each one was) may be
 * lost with the object: limits start anew.
 */
export function createSocketHandler(now: () => number) {
  const frames = new Map<string, { bucket: Bucket; refusals: Bucket | undefined }>();
  const reactions = new Map<string, Bucket>();

  return {
    async receive(seat: Seat, data: string | ArrayBuffer, target: FrameTarget): Promise<void> {
      const at = now();
      if (at - seat.who.seen_ms > SEEN_EVERY_MS) seat.mark({ ...seat.who, seen_ms: at });
      const { sid, user_id, username } = seat.who;
      const before = frames.get(sid);
      const { bucket, isTaken } = take(before?.bucket, FRAME_RATE, at);
      const refusal = isTaken ? null : take(before?.refusals, REFUSAL_RATE, at);
      frames.set(sid, { bucket, refusals: refusal?.bucket ?? before?.refusals });
      if (refusal?.isTaken === false) return seat.close(CLOSE.rate_limited, "rate_limited");
      const reading = readFrame(data);
      if ("close" in reading) return seat.close(CLOSE[reading.close], reading.close);
      if (!isTaken) {
        const re = "frame" in reading ? reading.frame.id : reading.error.re;
        return seat.send(JSON.stringify(errorFrame("rate_limited", TOO_FAST, re)));
      }
      if ("error" in reading) return seat.send(JSON.stringify(reading.error));
      const { frame } = reading;
      if (frame.t === "ping") {
        const { client_time_ms } = frame;
        return seat.send(JSON.stringify({ t: "pong", client_time_ms, server_time_ms: at }));
      }
      if (frame.t === "reaction") {
        const taken = take(reactions.get(user_id), REACTION_RATE, at);
        reactions.set(user_id, taken.bucket);
        if (!taken.isTaken) return seat.send(JSON.stringify(errorFrame("rate_limited", TOO_FAST, frame.id)));
        target.react({ [frame.emoji]: 1 });
        if (frame.id !== undefined) seat.send(JSON.stringify({ t: "ack", re: frame.id }));
        return;
      }
      const answer = await target.command({ user_id, username }, frame);
      if (answer !== null) seat.send(JSON.stringify(answer));
    },
    /**
     * Sockets that have said nothing for so long that nobody is at the other end: clients ping all the time.
     */
    silent: (seats: Seat[]): Seat[] => seats.filter(({ who }) => now() - who.seen_ms > SILENT_MS),
    /** A socket is gone. */
    forget({ who }: Seat, isLastOfUser: boolean) {
      frames.delete(who.sid);
      if (isLastOfUser) reactions.delete(who.user_id);
    },
  };
}
