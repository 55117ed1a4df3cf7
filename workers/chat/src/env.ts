import type { ApiRpc } from "@veza/contracts/rpc";
import { binding, Environment } from "@veza/worker-kit/env";
import type { RateLimiter } from "@veza/worker-kit/rate-limit";
import { z } from "zod";
import type { ChatRoom } from "./chat-room.do.ts";
import type { Inbox } from "./inbox.do.ts";

/** Bindings and variables of veza-chat; .env.example says what each is for. */
export const ChatEnvSchema = z.object({
  ENVIRONMENT: Environment,
  PUBLIC_URL: z.url(),
  API_RPC: binding<ApiRpc>(),
  EVENTS_QUEUE: binding<Queue>(),
  INBOX: binding<DurableObjectNamespace<Inbox>>(),
  ROOMS: binding<DurableObjectNamespace<ChatRoom>>(),
  /** Of everything over HTTP, by network; the API's own counts along, for it is the same namespace. */
  RATE_GENERAL: binding<RateLimiter>(),
  /** Of sockets that are opened, by network; veza-stream's count along. */
  RATE_SOCKETS: binding<RateLimiter>(),
  /** Sockets that one object of a room holds; further ones go to relays. */
  CHAT_RELAY_AFTER: z.coerce.number().int().positive().default(2000),
});
export type ChatEnv = z.output<typeof ChatEnvSchema>;
