import type { ApiRpc } from "@veza/contracts/rpc";
import { binding, Environment, Secret } from "@veza/worker-kit/env";
import type { RateLimiter } from "@veza/worker-kit/rate-limit";
import { z } from "zod";
import type { Party } from "./party.do.ts";
import type { PlayMeter } from "./play-meter.do.ts";
import type { StreamSession } from "./stream-session.do.ts";
import type { TranscoderContainer } from "./transcoder-container.do.ts";

/** Bindings and variables of veza-stream; .env.example says what each is for. */
export const StreamEnvSchema = z.object({
  ENVIRONMENT: Environment,
  PUBLIC_URL: z.url(),
  /** Where the transcoder listens. Ignored where the TRANSCODER binding (Cloudflare Containers) is there. */
  TRANSCODER_URL: z.url(),
  /** What the transcoder asks of its callers, if it asks. */
  TRANSCODER_SECRET: Secret.optional(),
  /** How the transcoder reaches `/stream/internal/media` of this Worker. */
  MEDIA_URL: z.url(),
  GRANT_SECRET: Secret,
  JOB_TOKEN_SECRET: Secret,
  MEDIA: binding<R2Bucket>(),
  EVENTS_QUEUE: binding<Queue>(),
  MEDIA_QUEUE: binding<Queue>(),
  /**
   * How long one delivery of an upload lasts at most, in ms. A production consumer has 15 minutes of wall
   * time.
   */
  MEDIA_DELIVERY_MS: z.coerce.number().int().positive().default(600_000),
  /** Where messages go that are no orders at all. */
  MEDIA_DEAD_QUEUE: binding<Queue>(),
  API_RPC: binding<ApiRpc>(),
  SESSIONS: binding<DurableObjectNamespace<StreamSession>>(),
  PARTIES: binding<DurableObjectNamespace<Party>>(),
  PLAY_METERS: binding<DurableObjectNamespace<PlayMeter>>(),
  /** Sockets that one object of a party holds; further ones go to relays. */
  PARTY_RELAY_AFTER: z.coerce.number().int().positive().default(1000),
  /**
   * Of everything over HTTP but media, by network; the API's own counts along, for it is the same namespace.
   */
  RATE_GENERAL: binding<RateLimiter>(),
  /** Of playlists, segments and pictures. */
  RATE_MEDIA: binding<RateLimiter>(),
  /** Of sockets that are opened; veza-chat's count along. */
  RATE_SOCKETS: binding<RateLimiter>(),
  TRANSCODER: z.custom<DurableObjectNamespace<TranscoderContainer>>().optional(),
});
export type StreamEnv = z.output<typeof StreamEnvSchema>;
