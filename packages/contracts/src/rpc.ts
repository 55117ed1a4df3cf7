import { z } from "zod";
import { TrackId, UserId } from "./ids.ts";
import { Visibility } from "./media.ts";
import { InboxServerFrame } from "./ws/inbox.ts";

/**
 * What the Workers ask of each other over service bindings. Arguments are parsed by the callee: a binding
 * is a boundary like any other.
 */
export const TrackAccess = z.object({
  track_id: TrackId,
  uploader_id: UserId,
  visibility: Visibility,
  /** The folder that listeners get (`v1`, `v2`…), null while nothing is published. */
  current: z.string().nullable(),
  /** Deleted or taken down: nobody gets anything. */
  gone: z.boolean(),
  is_downloadable: z.boolean(),
  /** The revision of the track that this states: an older one never overwrites a newer one. */
  revision: z.int(),
});
export type TrackAccess = z.infer<typeof TrackAccess>;

export const Readiness = z.object({
  ready: z.boolean(),
  /** Each dependency by name; `detail` says what is wrong. */
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
});
export type Readiness = z.infer<typeof Readiness>;

export const InboxPush = z.object({
  user_id: UserId,
  frames: z.array(InboxServerFrame).max(50),
  /** W3C trace context of what is shown. */
  traceparent: z.string().max(60),
});
export type InboxPush = z.infer<typeof InboxPush>;

export const ProcessArtwork = z.object({
  track_id: TrackId,
  source_key: z.string(),
  source_bytes: z.int().positive(),
  /** The folder below `hls/{track_id}/`, such as `a3`. */
  folder: z.string().regex(/^a\d+$/),
});
export type ProcessArtwork = z.infer<typeof ProcessArtwork>;
export type ProcessArtworkReply =
  | { ok: true; width: number; height: number }
  | { ok: false; code: "infected" | "not_image" | "unavailable" };

export interface ApiRpc {
  /** Public keys for verifying access tokens, as a JSON Web Key Set. */
  jwks(): Promise<{ keys: JsonWebKey[] }>;
  /** How many notifications of a user are unread. */
  unreadNotifications(userId: string): Promise<number>;
}

export interface ChatRpc {
  pushToInbox(push: InboxPush): Promise<void>;
  readiness(): Promise<Readiness>;
  metrics(): Promise<string>;
}

export interface StreamRpc {
  setTrackAccess(access: TrackAccess): Promise<void>;
  processArtwork(request: ProcessArtwork, traceparent: string): Promise<ProcessArtworkReply>;
  /** Erases every object of a track. Safe to repeat. */
  purgeTrack(trackId: string): Promise<void>;
  readiness(): Promise<Readiness>;
  metrics(): Promise<string>;
}
