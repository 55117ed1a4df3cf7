import type { PartyRole } from "../ws/party.ts";
import { permissions } from "./table.ts";

/**
 * Everything that a role in a listening party can be allowed to do, beside listening and adding to the queue.
 */
export const PARTY_ACTIONS = [
  /** Play, pause, seek, skip, and take anything out of the queue. */
  "lead",
  /** Add without a limit of one's own: the whole queue. */
  "fill_queue",
  "change_roles",
  "end",
] as const;
export type PartyAction = (typeof PARTY_ACTIONS)[number];

const COHOST = ["lead", "fill_queue"] as const satisfies PartyAction[];

/** Whether somebody of this role may do this in a party. */
export const canInParty = permissions<PartyRole, PartyAction>({
  host: [...COHOST, "change_roles", "end"],
  cohost: COHOST,
  listener: [],
});

/** A party has one host: whose party it is. */
export const isHost = (role: PartyRole): boolean => role === "host";
