import { z } from "zod";
import type { ChatRooms } from "./chat-rpc.ts";
import type { PartySummary } from "./http/parties.ts";
import { AttachmentId, TrackId, UserId } from "./ids.ts";
import { Visibility } from "./media.ts";
import { code, name, told } from "./text.ts";
import type { ChatAttachment, ChatAuthor, ChatCard } from "./ws/chat-room.ts";
import { InboxServerFrame } from "./ws/inbox.ts";
import { TrackCard } from "./ws/stream.ts";

/**
 * What the Workers ask of each other over service bindings. Arguments are parsed by the callee: a binding
 * is a boundary like any other.
 */
export const TrackAccess = z.object({
  track_id: TrackId,
  uploader_id: UserId,
  visibility: Visibility,
  /** The folder that listeners get (`v1`, `v2`…), null while nothing is published. */
  current: told.nullable(),
  /** Deleted or taken down: nobody gets anything. */
  gone: z.boolean(),
  is_downloadable: z.boolean(),
  /**
   * Folder of the picture that is shown; null for none. Absent in what was written before pictures were
   * named: then every picture of the track may be seen.
   */
  artwork: told.nullable().optional(),
  /** Until when audio that was replaced may still be fetched, for who is in the middle of it (epoch ms). */
  replaced_until_ms: z.number().nullable().default(null),
  /** The revision of the track that this states: an older one never overwrites a newer one. */
  revision: z.int(),
});
export type TrackAccess = z.infer<typeof TrackAccess>;

export const Readiness = z.object({
  ready: z.boolean(),
  /** Each dependency by name; `detail` says what is wrong. */
  checks: z.record(told, z.object({ ok: z.boolean(), detail: told.optional() })),
});
export type Readiness = z.infer<typeof Readiness>;

export const InboxPush = z.object({
  user_id: UserId,
  frames: z.array(InboxServerFrame).max(50),
  /** W3C trace context of what is shown. */
  traceparent: code(60),
});
export type InboxPush = z.infer<typeof InboxPush>;

export const ProcessArtwork = z.object({
  track_id: TrackId,
  source_key: told,
  source_bytes: z.int().positive(),
  /** The folder below `hls/{track_id}/`, such as `a3`. */
  folder: z.string().regex(/^a\d+$/),
});
export type ProcessArtwork = z.infer<typeof ProcessArtwork>;
export type ProcessArtworkReply =
  | { ok: true; width: number; height: number }
  | { ok: false; code: "infected" | "not_image" | "unavailable" };

/** What veza-api answers when veza-stream asks whether a user may hear a track. */
export const Entitlement = z.object({
  track: TrackCard,
  duration_ms: z.int(),
  /** The folder that this listener hears, such as `v2`. */
  folder: told,
  may_lossless: z.boolean(),
  /** Ask again after this: five minutes at most, like a grant. */
  expires_at_ms: z.int(),
});
export type Entitlement = z.infer<typeof Entitlement>;

export const CreateParty = z.object({
  host: UserId,
  username: told,
  name: name(100),
  track_ids: z.array(TrackId).max(50),
});
export type CreateParty = z.infer<typeof CreateParty>;

/**
 * What the policy of blocks and unverified accounts rests on (company.ts of @veza/core says what follows).
 */
export interface CompanyFacts {
  is_verified: boolean;
  blocked_by: string[];
  blocks: string[];
}

/** Something on Veza that a message links to. */
export interface ChatLink {
  kind: ChatCard["kind"];
  id: string;
}

export const ProcessAttachment = z.object({
  attachment_id: AttachmentId,
  source_key: told,
  source_bytes: z.int().positive(),
  /**
   * A picture is re-encoded and gets a thumbnail; of a sound the duration is read; anything else is scanned
   * only.
   */
  kind: z.enum(["image", "audio", "file"]),
  /** Where the results go in the bucket. */
  output_prefix: z.string().regex(/^attachments\/rom_[0-9a-z]{26}\/att_[0-9a-z]{26}\/$/),
});
export type ProcessAttachment = z.infer<typeof ProcessAttachment>;
export type ProcessAttachmentReply =
  | { ok: true; width: number | null; height: number | null; duration_ms: number | null }
  /** `file_too_large`: more pixels, or more packed into it, than may be looked at. */
  | { ok: false; code: "infected" | "not_image" | "file_too_large" | "unavailable" };

export interface ApiRpc {
  /** Public keys for verifying access tokens, as a JSON Web Key Set. */
  jwks(): Promise<{ keys: JsonWebKey[] }>;
  /** How many notifications of a user are unread. */
  unreadNotifications(userId: string): Promise<number>;
  /** What others see a user as; null when there is none of this id. */
  username(userId: string): Promise<string | null>;
  /** May this user hear this track? Null says no, and not whether there is such a track. */
  entitle(userId: string, trackId: string): Promise<Entitlement | null>;
  /** Name and picture of a user; null when there is none of this id. */
  profile(userId: string): Promise<ChatAuthor | null>;
  /** What stands between this user and these others; null when there is none of this id. */
  company(userId: string, others: string[]): Promise<CompanyFacts | null>;
  /** Cards of what anybody may see, in the order of the links; null where there is nothing to show. */
  cards(links: ChatLink[]): Promise<(ChatCard | null)[]>;
  /**
   * Files that this user has uploaded for this room and that are clean; null when one of them is not that.
   */
  attachments(userId: string, roomId: string, ids: string[]): Promise<ChatAttachment[] | null>;
}

export interface ChatRpc extends ChatRooms {
  pushToInbox(push: InboxPush): Promise<void>;
  readiness(): Promise<Readiness>;
  metrics(): Promise<string>;
}

export interface StreamRpc {
  setTrackAccess(access: TrackAccess): Promise<void>;
  processArtwork(request: ProcessArtwork, traceparent: string): Promise<ProcessArtworkReply>;
  /** Scans what was uploaded for a chat room and stores what may be shown. Safe to repeat. */
  processAttachment(request: ProcessAttachment, traceparent: string): Promise<ProcessAttachmentReply>;
  /** Erases every object of a track. Safe to repeat. */
  purgeTrack(trackId: string): Promise<void>;
  createParty(party: CreateParty): Promise<PartySummary>;
  /** Null when there is none of this id, or when it has ended. */
  party(partyId: string): Promise<PartySummary | null>;
  readiness(): Promise<Readiness>;
  metrics(): Promise<string>;
}
