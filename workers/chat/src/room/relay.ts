import { CLOSE } from "@veza/contracts/ws/close";
import { released } from "@veza/worker-kit/rpc-result";
import { type Attending, statusOf } from "./attendance.ts";
import { TOO_FAR_BEHIND } from "./primary.ts";
import { errorFrame } from "./read-frame.ts";
import type { Seat, Seats } from "./seat.ts";
import type { FrameTarget } from "./socket-handler.ts";
import type { Delivery, RoomCalls } from "./wire.ts";

export interface RelayPorts {
  seats: Seats;
  primary: Pick<RoomCalls, "hello" | "attend" | "command" | "typing" | "read">;
  now(): number;
  background(what: string, work: Promise<unknown>): void;
}

export type Relay = ReturnType<typeof createRelay>;

/**
 * Holds sockets for a room's primary object and stores nothing: who they are is in their attachments. All
 * that changes something goes to the primary.
 */
export function createRelay(ports: RelayPorts) {
  let version = 0;
  /** The last event that came by; unknown after an eviction. */
  let lastSeq: number | null = null;

  /** Later than any before, also those of this object's earlier lives. */
  const nextVersion = () => {
    version = Math.max(version + 1, ports.now());
    return version;
  };
  /** What this relay holds of a user, without a socket that is going. */
  const statementOf = (seat: Seat, isGoing: boolean): Attending => {
    const { sid, place, user_id } = seat.who;
    const own = ports.seats.of(user_id).filter(({ who }) => (who.sid === sid ? !isGoing : who.isWelcome));
    return {
      place,
      version: nextVersion(),
      user_id,
      devices: own.length,
      status: statusOf(own.map(({ who }) => who.status)),
    };
  };
  const welcomed = () => ports.seats.all().filter(({ who }) => who.isWelcome);
  const endAll = () => {
    lastSeq = null;
    for (const seat of ports.seats.all()) seat.close(CLOSE.server_restart, "server_restart");
  };

  const target: FrameTarget = {
    async hello(seat, since) {
      try {
        const isTaken = await ports.primary.hello(statementOf(seat, false), seat.who.sid, since);
        if (!isTaken) seat.close(CLOSE.forbidden, "forbidden");
      } catch (cause) {
        seat.close(CLOSE.overloaded, "overloaded");
        throw cause;
      }
    },
    async command(userId, frame) {
      try {
        return await released(ports.primary.command(userId, frame));
      } catch (cause) {
        ports.background("ask the primary", Promise.reject(cause));
        return errorFrame("unavailable", "The room does not answer. Try again.", frame.id);
      }
    },
    typing: (userId) => ports.background("hand typing on", ports.primary.typing(userId)),
    read: (userId, seq) => ports.background("hand a read marker on", ports.primary.read(userId, seq)),
    seen(seat, seq) {
      if (lastSeq !== null && lastSeq - seq > TOO_FAR_BEHIND) seat.close(CLOSE.too_slow, "too_slow");
    },
    show(seat) {
      ports.background("show", ports.primary.attend(statementOf(seat, false)));
    },
  };

  return {
    ...target,
    async leave(seat: Seat): Promise<void> {
      await ports.primary.attend(statementOf(seat, true));
    },
    /** From the primary. @returns the sockets here */
    deliver({ text, to, user, first_seq, last_seq, close }: Delivery): number {
      if (close !== undefined) {
        for (const seat of ports.seats.of(close.user_id)) seat.close(CLOSE.forbidden, close.reason);
        return welcomed().length;
      }
      if (to !== undefined && last_seq !== undefined) {
        // A welcome: whoever was here before has all that it stands on.
        if (lastSeq !== null && lastSeq !== last_seq && welcomed().length > 0) {
          endAll();
          return 0;
        }
        lastSeq = last_seq;
      }
      if (first_seq !== undefined && last_seq !== undefined) {
        if (lastSeq !== null && first_seq !== lastSeq + 1) {
          // One was lost on the way here: all come back and resume.
          endAll();
          return 0;
        }
        lastSeq = last_seq;
      }
      for (const seat of user === undefined ? ports.seats.all() : ports.seats.of(user)) {
        if (to === undefined ? !seat.who.isWelcome : seat.who.sid !== to) continue;
        if (to !== undefined && !seat.who.isWelcome) seat.mark({ ...seat.who, isWelcome: true });
        seat.send(text);
      }
      return welcomed().length;
    },
    reset: endAll,
    attendance() {
      const people = new Map<string, Seat[]>();
      for (const seat of welcomed())
        people.set(seat.who.user_id, [...(people.get(seat.who.user_id) ?? []), seat]);
      return {
        version: nextVersion(),
        people: [...people].map(([user_id, own]) => ({
          user_id,
          devices: own.length,
          status: statusOf(own.map(({ who }) => who.status)),
        })),
      };
    },
  };
}
