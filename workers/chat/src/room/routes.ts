import { GetMessages } from "@veza/contracts/chat-rpc";
import { RoomId } from "@veza/contracts/ids";
import { CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import type { CloseReason } from "@veza/contracts/ws/close";
import type { App } from "@veza/worker-kit/app";
import { AppError } from "@veza/worker-kit/app-error";
import { isSameOrigin, readAccessToken } from "@veza/worker-kit/credentials";
import { hintOf, regionOf } from "@veza/worker-kit/relay-plan";
import { refuseSocket } from "@veza/worker-kit/socket";
import { admitSocket, cachedVerifier } from "@veza/worker-kit/socket-gate";
import { z } from "zod";
import type { ChatEnv } from "../env.ts";
import { envOf } from "../env-of.ts";
import { metrics } from "../metrics.ts";
import { objectName, RELAY_HEADER, SEAT_HEADER, type SeatRequest } from "./wire.ts";

const verifierFor = cachedVerifier();

const Query = z.object({
  before_seq: z.coerce.number().int().min(0).optional(),
  after_seq: z.coerce.number().int().min(0).optional(),
  thread: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/**
 * `/chat/ws?room_id` for members, and a room's messages over REST. The room itself says who may: what somebody may not know of
 * is answered like what is not there.
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
    const region = regionOf(c.req.raw.cf?.continent);
    const take = (place: number, at: string) => {
      const id = env.ROOMS.idFromName(objectName(roomId.data, place));
      const request: SeatRequest = {
        user_id: admission.principal.user_id,
        room_id: roomId.data,
        place,
        region: at,
      };
      return env.ROOMS.get(id, { locationHint: hintOf(at) }).fetch(c.req.url, {
        headers: { upgrade: "websocket", [SEAT_HEADER]: JSON.stringify(request) },
      });
    };
    const response = await take(0, region);
    if (response.status !== 421) {
      count("head");
      return response;
    }
    const [place, at] = (response.headers.get(RELAY_HEADER) ?? "").split(" ");
    if (place === undefined || at === undefined) return refuse("overloaded");
    count("relay");
    return take(Number(place), at);
  });

  app.get("/chat/rooms/:room_id/messages", async (c) => {
    const env = envOf(c.env);
    const credential = readAccessToken(c.req.raw.headers);
    if (credential?.via === "cookie" && !isSameOrigin(c.req.raw.headers, c.req.url, env.PUBLIC_URL))
      throw new AppError("forbidden");
    const verify = await verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL);
    const user_id = credential === null ? null : (await verify(credential.token, credential.via)).user_id;
    const query = Query.safeParse(c.req.query());
    if (!query.success) throw new AppError("invalid_request");
    const request = GetMessages.safeParse({ ...query.data, room_id: c.req.param("room_id"), user_id });
    if (!request.success) throw new AppError("not_found");
    const room = env.ROOMS.get(env.ROOMS.idFromName(request.data.room_id));
    const page = await room.page(request.data);
    if (page === null) throw new AppError("not_found");
    c.header("cache-control", "private, no-store");
    return c.json(page);
  });
}
