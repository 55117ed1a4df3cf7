/**
 * Who may be in whose company: the one policy of blocks and of accounts without a verified address, for
 * rooms, conversations, mentions and listening parties, whichever way they are reached. veza-api says how
 * things stand, whoever lets people in or takes what they write asks here.
 *
 * - Without a verified address nobody joins or writes; what they are in already they may read.
 * - Whom the owner of a room or the host of a party has blocked does not come in, and writes nothing any
 *   more. The other way round nothing is decided: whoever blocks an owner stays away by themselves.
 * - Between two, a block of either ends the conversation for both.
 * - A name calls nobody who has blocked the one who writes it.
 */
export interface Company {
  /** The address is verified, or it is a bot, whose owner's is. */
  is_verified: boolean;
  /** Of those who were asked about: who has blocked this one, and whom this one has blocked. */
  blocked_by: readonly string[];
  blocks: readonly string[];
}

export type Unwelcome = "email_not_verified" | "blocked";

/** Why somebody may not come to, or write in, what `host` owns; null when they may. */
export function refusesGuest(company: Company, host: string | null): Unwelcome | null {
  if (!company.is_verified) return "email_not_verified";
  return host !== null && company.blocked_by.includes(host) ? "blocked" : null;
}

/** Why somebody may not write to the other one of two; null when they may. */
export function refusesTalk(company: Company, other: string | null): Unwelcome | null {
  const guest = refusesGuest(company, other);
  return guest ?? (other !== null && company.blocks.includes(other) ? "blocked" : null);
}

/** Those among the named whom a mention does not reach. */
export const deafTo = (company: Company, named: readonly string[]): string[] =>
  named.filter((userId) => company.blocked_by.includes(userId));

export const UNWELCOME_WORDS: Record<Unwelcome, string> = {
  email_not_verified: "Verify your e-mail address first.",
  blocked: "You cannot write here or come in: one of you has blocked the other.",
};
