import {
  MEMBERS_SHOWN,
  type PartyItem,
  type PartyMember,
  type PartyServerFrame,
} from "@veza/contracts/ws/party";
import { pauseAfter } from "@veza/core/news-pause";
import { z } from "zod";
import type { PartyStore } from "./store.ts";

/**
 * What members have not been told yet. News goes out at once when it is quiet; when it is busy it waits until
 * a pause has passed since the last of its kind, and what has happened meanwhile is one frame.
 */
export const Pending = z.object({
  queue: z.boolean(),
  /**
   * Who came (or has another role) and who left, by id: somebody who came and left again is in the second
   * alone.
   */
  came: z.array(z.string()),
  left: z.array(z.string()),
  /** Relays that a frame did not reach. */
  behind: z.array(z.int()),
});
export type Pending = z.infer<typeof Pending>;

export const NOTHING_PENDING: Pending = { queue: false, came: [], left: [], behind: [] };

export function withPerson(pending: Pending, userId: string, change: "came" | "left"): Pending {
  const without = (ids: string[]) => ids.filter((known) => known !== userId);
  return {
    ...pending,
    came: change === "came" ? [...without(pending.came), userId] : without(pending.came),
    left: change === "left" ? [...without(pending.left), userId] : without(pending.left),
  };
}

export interface NewsPorts {
  store: Pick<PartyStore, "pending" | "setPending">;
  now(): number;
  /** News waits until then: `tell` is to be called by the alarm. */
  wakeBy(at: number): void;
  queue(): PartyItem[];
  member(userId: string): PartyMember | null;
  memberCount(): number;
  sockets(): number;
  /** @returns the bytes of the text */
  broadcast(frame: PartyServerFrame): number;
}

export type News = ReturnType<typeof createNews>;

/**
 * Keeps what members are to be told in SQLite, so that an eviction loses nothing, and tells it when it is
 * due.
 */
export function createNews(ports: NewsPorts) {
  const { store, now } = ports;
  let pending: Pending = store.pending();
  const due = { queue: 0, people: 0 };

  const save = (next: Pending) => {
    if (next === pending) return;
    pending = next;
    store.setPending(next);
  };
  const hasPeople = () => pending.came.length + pending.left.length > 0;

  return {
    queueChanged(): void {
      if (!pending.queue) save({ ...pending, queue: true });
    },
    person: (userId: string, change: "came" | "left"): void => save(withPerson(pending, userId, change)),
    /** A relay did not get a frame. */
    missed: (n: number): void => save({ ...pending, behind: [...new Set([...pending.behind, n])] }),
    /** Relays that are behind, from now on none. */
    takeBehind(): number[] {
      const { behind } = pending;
      if (behind.length > 0) save({ ...pending, behind: [] });
      return behind;
    },
    /** Tells what is due, and has the alarm set for what is not. */
    tell(): void {
      const at = now();
      if (pending.queue && due.queue <= at) {
        save({ ...pending, queue: false });
        due.queue = at + pauseAfter(ports.broadcast({ t: "queue", queue: ports.queue() }), ports.sockets());
      }
      if (hasPeople() && due.people <= at) {
        const joined = pending.came.flatMap((userId) => ports.member(userId) ?? []).slice(0, MEMBERS_SHOWN);
        const { left } = pending;
        save({ ...pending, came: [], left: [] });
        const size = ports.broadcast({ t: "members", joined, left, member_count: ports.memberCount() });
        due.people = at + pauseAfter(size, ports.sockets());
      }
      if (pending.queue) ports.wakeBy(due.queue);
      if (hasPeople()) ports.wakeBy(due.people);
    },
  };
}
