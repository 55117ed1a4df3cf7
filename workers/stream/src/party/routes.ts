import { PartyId } from "@veza/contracts/ids";
import type { CloseReason } from "@veza/contracts/ws/close";
import { PARTY_PROTOCOL } from "@veza/contracts/ws/party";
import { refusesGuest } from "@veza/core/company";
import { connectSeat } from "@veza/worker-kit/fan-out/connect";
import { regionOf } from "@veza/worker-kit/fan-out/placement";
import { released } from "@veza/worker-kit/rpc-result";
import { refuseSocket } from "@veza/worker-kit/socket";
import { admitSocket, cachedVerifier } from "@veza/worker-kit/socket-gate";
import type { StreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { envOf } from "../env-of.ts";
import { metrics } from "../metrics.ts";
import { findParty } from "./open.ts";

const verifierFor = cachedVerifier();

/**
 * `/stream/party?party_id`: whoever has the link and an account. The party's primary object takes the socket,
 * or a relay does.
 */
export function mountParty(app: StreamApp): void {
  app.get("/stream/party", async (c) => {
    const env = envOf(c.env);
    const admission = await admitSocket(c.req.raw, {
      protocol: PARTY_PROTOCOL,
      publicUrl: env.PUBLIC_URL,
      verifier: () => verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL),
    });
    const count = (outcome: string) => metrics.count("veza_party_connects_total", { outcome });
    if (!admission.ok) {
      count(admission.reason);
      return admission.response;
    }
    const refuse = (reason: CloseReason) => {
      count(reason);
      return refuseSocket(reason, PARTY_PROTOCOL);
    };
    const partyId = PartyId.safeParse(c.req.query("party_id"));
    if (!partyId.success) return refuse("not_found");
    const { user_id } = admission.principal;
    const username = await env.API_RPC.username(user_id);
    if (username === null) return refuse("unauthenticated");
    const unwelcome = await refusesGuestOf(env, partyId.data, user_id);
    if (unwelcome !== null) return refuse(unwelcome);
    const { outcome, response } = await connectSeat(env.PARTIES, partyId.data, c.req.url, {
      user_id,
      username,
      party_id: partyId.data,
      region: regionOf(c.req.raw.cf?.continent),
    });
    count(outcome);
    return response ?? refuseSocket(outcome, PARTY_PROTOCOL);
  });
}

/** Why somebody gets no seat in a party, as it and they stand now; null when they do. */
async function refusesGuestOf(env: StreamEnv, partyId: string, userId: string): Promise<CloseReason | null> {
  const party = await findParty(env, partyId);
  if (party === null) return "not_found";
  const host = party.host.user_id === userId ? null : party.host.user_id;
  const company = await released(env.API_RPC.company(userId, host === null ? [] : [host]));
  if (company === null) return "unauthenticated";
  const refusal = refusesGuest(company, host);
  // A party of somebody who wants to be left alone is not there.
  return refusal === "blocked" ? "not_found" : refusal;
}
