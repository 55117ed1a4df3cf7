import { STREAM_PROTOCOL, StreamQuery } from "@veza/contracts/ws/stream";
import { traceparent } from "@veza/core/trace";
import { released } from "@veza/worker-kit/rpc-result";
import { refuseSocket } from "@veza/worker-kit/socket";
import { admitSocket, cachedVerifier } from "@veza/worker-kit/socket-gate";
import type { StreamApp } from "../app.ts";
import { envOf } from "../env-of.ts";
import { metrics } from "../metrics.ts";
import { ADMITTED_HEADER, encodeAdmitted } from "./admission.ts";

const verifierFor = cachedVerifier();

/**
 * `/stream`: who it is, whether the track may be heard, then on to the session. A session is the user's, or
 * the user's within one listening party.
 */
export function mountSessions(app: StreamApp): void {
  app.get("/stream", async (c) => {
    const env = envOf(c.env);
    const admission = await admitSocket(c.req.raw, {
      protocol: STREAM_PROTOCOL,
      publicUrl: env.PUBLIC_URL,
      verifier: () => verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL),
    });
    const refused = (reason: "not_found" | "bad_frame") => {
      metrics.count("veza_stream_sockets_total", { outcome: reason });
      return refuseSocket(reason, STREAM_PROTOCOL);
    };
    if (!admission.ok) {
      metrics.count("veza_stream_sockets_total", { outcome: admission.reason });
      return admission.response;
    }
    const { user_id } = admission.principal;
    const query = StreamQuery.safeParse(Object.fromEntries(new URL(c.req.url).searchParams));
    if (!query.success) return refused("bad_frame");
    const { track_id, party_id, device_id } = query.data;
    const entitlement =
      track_id === undefined ? null : await released(env.API_RPC.entitle(user_id, track_id));
    if (track_id !== undefined && entitlement === null) return refused("not_found");
    metrics.count("veza_stream_sockets_total", { outcome: "accepted" });
    const name = party_id === undefined ? user_id : `${user_id}/${party_id}`;
    const admitted = encodeAdmitted({
      user_id,
      device_id: device_id ?? `d${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`,
      query: query.data,
      entitlement,
      traceparent: traceparent(c.get("trace")),
    });
    return env.SESSIONS.get(env.SESSIONS.idFromName(name)).fetch(c.req.url, {
      headers: { upgrade: "websocket", [ADMITTED_HEADER]: admitted },
    });
  });
}
