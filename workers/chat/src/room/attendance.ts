import type { PresenceStatus } from "@veza/contracts/ws/chat";
import { createRoster, type Statement } from "@veza/core/roster";

/** How many sockets of a user a place holds, and what they show. */
export interface Attending extends Omit<Statement, "username"> {
  status: PresenceStatus;
}
export type Shown = Exclude<PresenceStatus, "invisible">;

const ORDER = ["invisible", "dnd", "online", "idle"] as const;

/** What several devices show together: who hides on one is hidden, who is busy on one is busy. */
export const statusOf = (statuses: Iterable<PresenceStatus>): PresenceStatus => {
  const all = new Set(statuses);
  return ORDER.find((status) => all.has(status)) ?? "online";
};

export type Attendance = ReturnType<typeof createAttendance>;

/**
 * Who is in a room now, over all of its places. Never stored: sockets know it, and say it again when asked.
 */
export function createAttendance() {
  const roster = createRoster();
  const statuses = new Map<string, Map<number, PresenceStatus>>();
  /** What others see, as it follows from the statuses: a page of it is wanted with every welcome. */
  const shown = new Map<string, Shown>();

  const state = ({ status, ...statement }: Attending): boolean => {
    const { user_id, place, devices } = statement;
    const before = shown.get(user_id);
    roster.state({ ...statement, username: "" });
    const known = statuses.get(user_id) ?? new Map<number, PresenceStatus>();
    // What the roster dropped as overtaken must not count here either.
    if (roster.devices(place, user_id) === 0) known.delete(place);
    else if (roster.devices(place, user_id) === devices) known.set(place, status);
    if (known.size === 0) statuses.delete(user_id);
    else statuses.set(user_id, known);
    const now = known.size === 0 ? "invisible" : statusOf(known.values());
    if (now === "invisible") shown.delete(user_id);
    else shown.set(user_id, now);
    return shown.get(user_id) !== before;
  };

  return {
    /** Takes a statement. @returns whether it changed what others see */
    state,
    /** All that a place holds. @returns whether it changed what others see */
    replace(
      place: number,
      version: number,
      people: Pick<Attending, "user_id" | "devices" | "status">[],
    ): boolean {
      const named = new Set(people.map(({ user_id }) => user_id));
      let hasChanged = false;
      for (const [user_id, places] of [...statuses])
        if (places.has(place) && !named.has(user_id))
          hasChanged = state({ place, version, user_id, devices: 0, status: "online" }) || hasChanged;
      for (const person of people) hasChanged = state({ place, version, ...person }) || hasChanged;
      return hasChanged;
    },
    isPresent: (userId: string): boolean => statuses.has(userId),
    sockets: (place: number): number => roster.sockets(place),
    /** Those who show themselves: how many, and the first of them. */
    shown(limit: number): { online: number; members: { user_id: string; status: Shown }[] } {
      const members: { user_id: string; status: Shown }[] = [];
      for (const [user_id, status] of shown) {
        if (members.length >= limit) break;
        members.push({ user_id, status });
      }
      return { online: shown.size, members };
    },
  };
}
