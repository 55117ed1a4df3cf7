import type { CompanyFacts } from "@veza/contracts/rpc";
import { type Change, createRoster, type Statement } from "@veza/core/roster";
import type { Seat } from "./seat.ts";
import type { Core } from "./state.ts";
import type { PartyStore } from "./store.ts";
import { createVacancy } from "./vacancy.ts";

/** A party in which nobody was for so long is over. */
export const EMPTY_MS = 12 * 3_600_000;

export interface AudiencePorts {
  store: PartyStore;
  now(): number;
  /** The sockets of this object. */
  seats(): Seat[];
  /** What stands between a member and the host; null for who has no account any more. */
  company(userId: string, host: string): Promise<CompanyFacts | null>;
  core(): Core;
  /** Somebody has come (with their first device) or gone (with their last). */
  onChange(userId: string, change: "came" | "left"): void;
}

export type Audience = ReturnType<typeof createAudience>;

/**
 * Who is in a party, in its primary object and on relays; since when nobody is, and since when the host is
 * not. What relays hold is stored: an eviction must not make people come and go.
 */
export function createAudience(ports: AudiencePorts) {
  const { store, now } = ports;
  const roster = createRoster();
  for (const statement of store.relayMembers()) roster.state(statement);
  for (const { who } of ports.seats()) {
    const devices = roster.devices(0, who.user_id) + 1;
    roster.state({ place: 0, version: 0, user_id: who.user_id, username: who.username, devices });
  }
  if (roster.count() === 0 && store.emptySince() === null) store.setEmptySince(now());
  const vacancy = createVacancy({ store, now, company: ports.company }, roster);
  vacancy.note(ports.core());

  const note = (userId: string, change: Change) => {
    if (change !== null) ports.onChange(userId, change === "joined" ? "came" : "left");
    vacancy.note(ports.core(), userId, change);
    const isEmpty = roster.count() === 0;
    if (isEmpty !== (store.emptySince() !== null)) store.setEmptySince(isEmpty ? now() : null);
  };

  return {
    usernameOf: roster.usernameOf,
    sockets: roster.sockets,
    count: roster.count,
    people: roster.people,
    /** Devices of a user in this object. */
    devices: (userId: string): number => roster.devices(0, userId),
    vacancy,
    /** Takes how many devices of a user a place holds. */
    state(statement: Statement): void {
      if (statement.place > 0) store.saveRelayMember(statement);
      note(statement.user_id, roster.state(statement));
    },
    /** Takes all that a relay holds. */
    replace(n: number, version: number, people: Omit<Statement, "place" | "version">[]): void {
      const named = new Set(people.map(({ user_id }) => user_id));
      const gone = store.relayMembers().filter(({ place, user_id }) => place === n && !named.has(user_id));
      for (const statement of gone) store.saveRelayMember({ ...statement, devices: 0, version });
      for (const person of people)
        if (roster.devices(n, person.user_id) !== person.devices)
          store.saveRelayMember({ place: n, version, ...person });
      for (const [userId, change] of roster.replace(n, version, people)) note(userId, change);
    },
    /** When the party is over if nobody comes. With people in it: when to look again. */
    expiresAt: (): number => (store.emptySince() ?? now()) + EMPTY_MS,
    /** Whether nobody has been here for so long that the party is over. */
    isExpired(): boolean {
      const since = store.emptySince();
      return since !== null && since + EMPTY_MS <= now();
    },
  };
}
