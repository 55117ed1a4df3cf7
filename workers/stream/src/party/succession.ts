import type { CompanyFacts } from "@veza/contracts/rpc";
import { refusesGuest } from "@veza/core/company";
import type { Core, PartyState } from "./state.ts";

/**
 * How long a party with people in it waits for its host before the controls pass on: a reload, a lift, a
 * change of network are shorter; an evening without anybody who can skip is long.
 */
export const HANDOVER_MS = 20_000;
/** Until veza-api is asked again about who may follow. */
export const HANDOVER_RETRY_MS = 5_000;
export const MAX_COHOSTS = 20;

/** A person who is in the party, on one device or several. */
export interface Present {
  user_id: string;
  username: string;
  /** Since when without a break. */
  since_ms: number;
}

/** Whether people are there and their host is not. */
export const isHostless = (core: Core, count: number, isPresent: (userId: string) => boolean): boolean =>
  count > 0 && !isPresent(core.host);

/**
 * Who may follow the host, the first choice first: co-hosts, then the others; of each, who has been here
 * longest.
 */
export function heirsOf(core: Core, present: readonly Present[]): Present[] {
  const rank = ({ user_id }: Present) => (core.cohosts.includes(user_id) ? 0 : 1);
  return present
    .filter(({ user_id }) => user_id !== core.host)
    .sort((one, other) => rank(one) - rank(other) || one.since_ms - other.since_ms);
}

/**
 * The first heir who is welcome to the host that is gone: nobody whom the host has blocked, and no account
 * that is closed or has no verified address.
 * @param ask what stands between somebody and the host; null for who has no account any more
 * @returns null when there is none
 */
export async function chooseHeir(
  core: Core,
  present: readonly Present[],
  ask: (userId: string, host: string) => Promise<CompanyFacts | null>,
): Promise<Present | null> {
  for (const heir of heirsOf(core, present)) {
    const company = await ask(heir.user_id, core.host);
    if (company !== null && refusesGuest(company, core.host) === null) return heir;
  }
  return null;
}

/**
 * The party under another host. The old one goes on as a co-host: nothing is taken away but the last word.
 */
export function underHost(state: PartyState, heir: { user_id: string; username: string }): PartyState {
  const { core } = state;
  if (core.host === heir.user_id) return state;
  // Each hand-over adds one: those who were named first give way.
  const cohosts = [...core.cohosts.filter((userId) => userId !== heir.user_id), core.host];
  return {
    ...state,
    core: {
      ...core,
      host: heir.user_id,
      host_username: heir.username,
      cohosts: cohosts.slice(-MAX_COHOSTS),
    },
  };
}
