import { PartyId } from "@veza/contracts/ids";
import { PARTY_PROTOCOL } from "@veza/contracts/ws/party";
import { hintOf, regionOf } from "@veza/worker-kit/relay-plan";
import { refuseSocket } from "@veza/worker-kit/socket";
import { admitSocket, cachedVerifier } from "@veza/worker-kit/socket-gate";
import type { StreamApp } from "../app.ts";
import { envOf } from "../env-of.ts";
import { metrics } from "../metrics.ts";
import { objectName, RELAY_HEADER, SEAT_HEADER, type SeatRequest } from "./wire.ts";

const verifierFor = cachedVerifier();

/**
 * `/stream/party?party_id`: whoever has the link and an account. The head takes the socket, or names the relay that does: no
 * message of a relay's member passes through the head, nor through this Worker.
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
    const refuse = (reason: "not_found" | "unauthenticated" | "overloaded") => {
      count(reason);
      return refuseSocket(reason, PARTY_PROTOCOL);
    };
    const partyId = PartyId.safeParse(c.req.query("party_id"));
    if (!partyId.success) return refuse("not_found");
    const { user_id } = admission.principal;
    const username = await env.API_RPC.username(user_id);
    if (username === null) return refuse("unauthenticated");
    const seat = { user_id, username, party_id: partyId.data, region: regionOf(c.req.raw.cf?.continent) };
    const take = (place: number, region: string) => {
      const id = env.PARTIES.idFromName(objectName(seat.party_id, place));
      const request: SeatRequest = { ...seat, region, place };
      return env.PARTIES.get(id, { locationHint: hintOf(region) }).fetch(c.req.url, {
        headers: { upgrade: "websocket", [SEAT_HEADER]: encodeURIComponent(JSON.stringify(request)) },
      });
    };
    const response = await take(0, seat.region);
    if (response.status !== 421) {
      count("head");
      return response;
    }
    const [place, region] = (response.headers.get(RELAY_HEADER) ?? "").split(" ");
    if (place === undefined || region === undefined) return refuse("overloaded");
    count("relay");
    return take(Number(place), region);
  });
}
