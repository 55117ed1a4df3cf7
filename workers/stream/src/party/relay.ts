import { CLOSE } from "@veza/contracts/ws/close";
import type { Statement } from "@veza/core/roster";
import type { Actor, PartyCommand } from "./engine.ts";
import { errorFrame } from "./gate.ts";
import { type Answer, addCounts, type Delivery, REACTIONS_EVERY_MS, type ReactionCounts } from "./head.ts";
import type { Seat } from "./seat.ts";

/** What a relay asks of the head. */
export interface HeadCalls {
  /** False: there is no such party (any more). Its `welcome` comes by `deliver`, in order with what is broadcast. */
  enter(statement: Statement, region: string, sid: string): Promise<boolean>;
  leave(statement: Statement): Promise<void>;
  command(actor: Actor, frame: PartyCommand): Promise<Answer | null>;
  react(counts: ReactionCounts): Promise<void>;
}

export interface RelayPorts {
  seats(): Seat[];
  head: HeadCalls;
  now(): number;
  after(ms: number, run: () => void): void;
  background(what: string, work: Promise<unknown>): void;
}

export type Relay = ReturnType<typeof createRelay>;

/**
 * Holds sockets for a head and keeps nothing else: who they are is in their attachments, so there is nothing to lose. Pings are
 * answered here (the clock of the platform is one), all else goes to the head and comes from it.
 */
export function createRelay(ports: RelayPorts) {
  let version = 0;
  let reactions: ReactionCounts | null = null;

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
        const isThere = await ports.head.enter(statementOf(seat, false), seat.who.region, seat.who.sid);
        if (!isThere) seat.close(CLOSE.not_found, "not_found");
      } catch (cause) {
        seat.close(CLOSE.overloaded, "overloaded");
        throw cause;
      }
    },
    async leave(seat: Seat): Promise<void> {
      await ports.head.leave(statementOf(seat, true));
    },
    async command(actor: Actor, frame: PartyCommand): Promise<Answer | null> {
      try {
        return await ports.head.command(actor, frame);
      } catch (cause) {
        ports.background("ask the head", Promise.reject(cause));
        return errorFrame("unavailable", "The party does not answer. Try again.", frame.id);
      }
    },
    /** Counts of this relay go to the head together. */
    react(counts: ReactionCounts) {
      if (reactions === null) {
        reactions = {};
        ports.after(REACTIONS_EVERY_MS / 2, () => {
          const sum = reactions;
          reactions = null;
          if (sum !== null) ports.background("hand reactions on", ports.head.react(sum));
        });
      }
      addCounts(reactions, counts);
    },
    /** From the head: to all who were welcomed, or to one who is being welcomed. @returns the sockets here */
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
