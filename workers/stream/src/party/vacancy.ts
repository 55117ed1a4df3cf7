import type { CompanyFacts } from "@veza/contracts/rpc";
import type { Change, Roster } from "@veza/core/roster";
import type { Core } from "./state.ts";
import type { PartyStore } from "./store.ts";
import { chooseHeir, HANDOVER_MS, HANDOVER_RETRY_MS, isHostless, type Present } from "./succession.ts";

/** Nobody who is there may follow: asked again after this, or as soon as somebody comes. */
const NOBODY_RETRY_MS = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

interface VacancyPorts {
  store: Pick<PartyStore, "hostGoneSince" | "setHostGoneSince" | "presentSince" | "setPresent">;
  now(): number;
  company(userId: string, host: string): Promise<CompanyFacts | null>;
}

/**
 * Keeps the time for which people are in a party without its host, and finds who follows. What it goes by is
 * stored, so that the time goes on while the object sleeps, and the order of coming outlives an eviction.
 */
export function createVacancy({ store, now, company }: VacancyPorts, roster: Roster) {
  let dueAt = NEVER;
  const isHere = (userId: string) => roster.usernameOf(userId) !== null;

  return {
    /** When the controls are to pass on; infinite while the host is there, or nobody. */
    dueAt: () => dueAt,
    isVacant: () => store.hostGoneSince() !== null,

    /** Somebody came or went, or there is another host. */
    note(core: Core, userId?: string, change: Change = null): void {
      if (userId !== undefined && change !== null)
        store.setPresent(userId, change === "joined" ? now() : null);
      const known = store.hostGoneSince();
      const since = isHostless(core, roster.count(), isHere) ? (known ?? now()) : null;
      if (since !== known) store.setHostGoneSince(since);
      dueAt = since === null ? NEVER : since + HANDOVER_MS;
    },

    /**
     * Who follows now; null when nobody may, or the host has come back meanwhile.
     * @throws when veza-api does not say who is welcome: nobody gets the controls unasked
     */
    async heir(core: Core): Promise<Present | null> {
      dueAt = now() + HANDOVER_RETRY_MS;
      const since = store.presentSince();
      const present = roster
        .people(Number.POSITIVE_INFINITY)
        .map((person) => ({ ...person, since_ms: since.get(person.user_id) ?? 0 }));
      const heir = await chooseHeir(core, present, company);
      if (store.hostGoneSince() === null) return null;
      if (heir === null) dueAt = now() + NOBODY_RETRY_MS;
      return heir !== null && isHere(heir.user_id) ? heir : null;
    },
  };
}
