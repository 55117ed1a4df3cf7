import { getRoomMessages } from "@veza/contracts/http/chat-messages";
import { RoomId } from "@veza/contracts/ids";
import { CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import type { CloseReason } from "@veza/contracts/ws/close";
import type { App } from "@veza/worker-kit/app";
import { AppError } from "@veza/worker-kit/app-error";
import { connectSeat } from "@veza/worker-kit/fan-out/connect";
import { regionOf } from "@veza/worker-kit/fan-out/placement";
import { type Gate, mount } from "@veza/worker-kit/mount";
import { released } from "@veza/worker-kit/rpc-result";
import { refuseSocket } from "@veza/worker-kit/socket";
import { admitSocket, cachedVerifier } from "@veza/worker-kit/socket-gate";
import type { ChatEnv } from "../env.ts";
import { envOf } from "../env-of.ts";
import { metrics } from "../metrics.ts";

const verifierFor = cachedVerifier();

const gate: Gate<ChatEnv> = {
  async verify(bindings, token, via) {
    const env = envOf(bindings);
    return (await verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL))(token, via);
  },
  publicUrl: (bindings) => envOf(bindings).PUBLIC_URL,
  // Nothing here changes anything: who reads needs no token against forgery.
  isCsrfTokenValid: async () => false,
  limiter: (bindings) => envOf(bindings).RATE_GENERAL,
};

/**
 * `/chat/ws?room_id` for members, and a room's messages over REST. The room itself says who may: what
 * somebody may not know of is answered like what is not there.
 */
export function mountRooms(app: App<ChatEnv>): void {
  app.get("/chat/ws", async (c) => {
    const env = envOf(c.env);
    const admission = await admitSocket(c.req.raw, {
      protocol: CHAT_PROTOCOL,
      publicUrl: env.PUBLIC_URL,
      verifier: () => verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL),
    });
    const count = (outcome: string) => metrics.count("veza_chat_connects_total", { outcome });
    const refuse = (reason: CloseReason) => {
      count(reason);
      return refuseSocket(reason, CHAT_PROTOCOL);
    };
    if (!admission.ok) {
      count(admission.reason);
      return admission.response;
    }
    const roomId = RoomId.safeParse(c.req.query("room_id"));
    if (!roomId.success) return refuse("not_found");
    const { outcome, response } = await connectSeat(env.ROOMS, roomId.data, c.req.url, {
      user_id: admission.principal.user_id,
      room_id: roomId.data,
      region: regionOf(c.req.raw.cf?.continent),
    });
    count(outcome);
    return response ?? refuseSocket(outcome, CHAT_PROTOCOL);
  });

  mount(app, gate, getRoomMessages, async ({ c, params: { room_id }, query, principal }) => {
    const { ROOMS } = envOf(c.env);
    const room = ROOMS.get(ROOMS.idFromName(room_id));
    const page = await released(room.page({ ...query, room_id, user_id: principal?.user_id ?? null }));
    if (page === null) throw new AppError("not_found");
    return page;
  });
}
