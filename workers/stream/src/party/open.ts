import type { PartySummary } from "@veza/contracts/http/parties";
import { PartyId } from "@veza/contracts/ids";
import { CreateParty } from "@veza/contracts/rpc";
import { newId } from "@veza/core/ids";
import { released } from "@veza/worker-kit/rpc-result";
import type { StreamEnv } from "../env.ts";

/** Opens a party. Tracks that the host may not hear are left out. */
export async function createParty(env: StreamEnv, request: CreateParty): Promise<PartySummary> {
  const party = CreateParty.parse(request);
  const party_id = newId("party");
  const primary = env.PARTIES.get(env.PARTIES.idFromName(party_id));
  return released(primary.create({ ...party, party_id, relay_after: env.PARTY_RELAY_AFTER }));
}

/** Null when there is no such party, or when it has ended. */
export async function findParty(env: StreamEnv, partyId: string): Promise<PartySummary | null> {
  return released(env.PARTIES.get(env.PARTIES.idFromName(PartyId.parse(partyId))).summary());
}
