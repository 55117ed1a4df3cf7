import { CLOSE } from "@veza/contracts/ws/close";
import type { Statement } from "@veza/core/roster";
import { released } from "@veza/worker-kit/rpc-result";
import type { Answer } from "./commands.ts";
import type { Actor, PartyCommand } from "./engine.ts";
import type { ReactionCounts } from "./frames.ts";
import type { Delivery } from "./primary.ts";
import { createReactionSum, REACTIONS_EVERY_MS } from "./reactions.ts";
import { errorFrame } from "./read-frame.ts";
import type { Seat } from "./seat.ts";

/** What a relay asks of the primary object. */
export interface PrimaryCalls {
  /**
   * False: there is no such party (any more). Its `welcome` comes by `deliver`, in order with what is
   * broadcast.
   */
  enter(statement: Statement, sid: string): Promise<boolean>;
  leave(statement: Statement): Promise<void>;
  command(actor: Actor, frame: PartyCommand): Promise<Answer | null>;
  react(counts: ReactionCounts): Promise<void>;
}

export interface RelayPorts {
  seats(): Seat[];
  primary: PrimaryCalls;
  now(): number;
  after(ms: number, run: () => void): void;
  background(what: string, work: Promise<unknown>): void;
}

export type Relay = ReturnType<typeof createRelay>;

/**
 * Holds sockets for a party's primary object and stores nothing: who they are is in their attachments. Pings
 * are answered here (the clock of the platform is one), all else goes to the primary and comes from it.
 */
export function createRelay(ports: RelayPorts) {
  let version = 0;

  /** Later than any before, also those of this object's earlier lives. */
  const nextVersion = () => {
    version = Math.max(version + 1, ports.now());
    return version;
  };
  /** Devices of a user here, not counting one that is going. */
  const statementOf = (seat: Seat, isGoing: boolean): Statement => {
    const { sid, place, user_id, username } = seat.who;
    const devices = ports
      .seats()
      .filter(({ who }) => who.user_id === user_id && !(isGoing && who.sid === sid)).length;
    return { place, version: nextVersion(), user_id, username, devices };
  };

  return {
    async enter(seat: Seat): Promise<void> {
      try {
        const isThere = await ports.primary.enter(statementOf(seat, false), seat.who.sid);
        if (!isThere) seat.close(CLOSE.not_found, "not_found");
      } catch (cause) {
        seat.close(CLOSE.overloaded, "overloaded");
        throw cause;
      }
    },
    async leave(seat: Seat): Promise<void> {
      await ports.primary.leave(statementOf(seat, true));
    },
    async command(actor: Actor, frame: PartyCommand): Promise<Answer | null> {
      try {
        return await released(ports.primary.command(actor, frame));
      } catch (cause) {
        ports.background("ask the primary", Promise.reject(cause));
        return errorFrame("unavailable", "The party does not answer. Try again.", frame.id);
      }
    },
    /** Counts of this relay go to the primary together. */
    react: createReactionSum(REACTIONS_EVERY_MS / 2, ports.after, (counts) =>
      ports.background("hand reactions on", ports.primary.react(counts)),
    ),
    /**
     * From the primary: to all who were welcomed, or to one who is being welcomed.
     * @returns the sockets here
     */
    deliver({ text, to, isLast }: Delivery): number {
      const seats = ports.seats();
      for (const seat of seats) {
        if (to === undefined ? !seat.who.isWelcome : seat.who.sid !== to) continue;
        if (to !== undefined) seat.mark({ ...seat.who, isWelcome: true });
        seat.send(text);
      }
      if (isLast === true) for (const seat of seats) seat.close(1000, "ended");
      return seats.length;
    },
    roster() {
      const people = new Map<string, { user_id: string; username: string; devices: number }>();
      for (const { who } of ports.seats()) {
        const { user_id, username } = who;
        people.set(user_id, { user_id, username, devices: (people.get(user_id)?.devices ?? 0) + 1 });
      }
      return { version: nextVersion(), people: [...people.values()] };
    },
  };
}
