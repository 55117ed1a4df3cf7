import { z } from "zod";
import { AttachmentId, EventId, MessageId, ReportId, RoomId, TrackId, UserId } from "./ids.ts";
import { AudioResult } from "./jobs.ts";
import { FailureCode, Stage } from "./media.ts";
import { NOTIFICATION_MAILS, PLATFORM_NOTIFICATIONS } from "./notifications.ts";
import { code, told } from "./text.ts";
import { MemberRole, RoomInfo } from "./ws/chat-room.ts";

const event = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.object({
    id: EventId,
    type: z.literal(type),
    occurred_at: z.iso.datetime(),
    /** W3C trace context of what caused it. */
    traceparent: code(60).optional(),
    data,
  });

/** Which run of which audio of which track. `attempt` rises with every retry by the artist. */
const Run = z.object({ track_id: TrackId, version: z.int().positive(), attempt: z.int().positive() });

/** The queue `veza-media`: work for the transcoder. The message is the lease. */
export const MediaEvent = z.discriminatedUnion("type", [
  event(
    "track.uploaded",
    Run.extend({
      uploader_id: UserId,
      source_key: told,
      source_bytes: z.int().positive(),
      file_name: told.max(400),
      max_duration_ms: z.int().positive(),
      max_bytes: z.int().positive(),
      /** Which of several transcoders works on it already; absent before the first delivery. */
      runs_on: z.int().nonnegative().optional(),
    }),
  ),
]);
export type MediaEvent = z.infer<typeof MediaEvent>;

/** The queue `veza-events`: facts that `veza-api` acts on. */
export const PlatformEvent = z.discriminatedUnion("type", [
  event("user.created", z.object({ user_id: UserId })),
  event("transcoding.progress", Run.extend({ stage: Stage, progress: z.number().min(0).max(1) })),
  event(
    "transcoding.completed",
    Run.extend({
      result: AudioResult.omit({ kind: true }).extend({
        renditions: z.array(AudioResult.shape.renditions.element.omit({ segments: true })),
      }),
    }),
  ),
  event("transcoding.failed", Run.extend({ code: FailureCode, detail: told.max(2000) })),
  event("track.published", z.object({ track_id: TrackId })),
  event("track.deleted", z.object({ track_id: TrackId })),
  /** Who may hear it, or what of it, has changed. */
  event("track.changed", z.object({ track_id: TrackId })),
  /**
   * Somebody really heard enough of a track. Counted once per listener, track and window of PLAY_WINDOW_MS.
   */
  event(
    "play.qualified",
    z.object({
      track_id: TrackId,
      /** A user's id, or `guest_` and a keyed hash that changes every day. */
      listener: code(80).min(1),
      heard_ms: z.int().min(0),
      source: z.enum(["socket", "hls"]),
    }),
  ),
  /** A user stopped (or went on to another track): where "continue listening" begins. */
  event(
    "listening.stopped",
    z.object({
      user_id: UserId,
      track_id: TrackId,
      position_ms: z.int().min(0),
      duration_ms: z.int().min(0),
    }),
  ),
  /** How one socket of `/stream` went, for the operator. */
  event(
    "stream.summarised",
    z.object({
      /** When the socket ended. */
      ended_at: z.iso.datetime(),
      /** Seconds of audio sent, by rendition name. */
      sent_seconds: z.record(told.max(20), z.number().min(0)),
      switches: z.int().min(0),
      stalls: z.int().min(0),
      stall_ms: z.int().min(0),
      /** From the click to the sound, as the client reported each start. */
      starts_ms: z.array(z.number().min(0).max(600_000)).max(50),
    }),
  ),
  event(
    "mail.requested",
    z.object({
      to: told,
      template: z.enum([
        "verify_email",
        "address_in_use",
        "account_locked",
        "sign_in_link",
        ...NOTIFICATION_MAILS,
      ]),
      locale: z.enum(["en", "fr"]),
      values: z.record(told, told),
    }),
  ),
  /** A room as it is now; `revision` rises, an older one never overwrites a newer one. */
  event("room.updated", z.object({ room: RoomInfo, owner_id: UserId, revision: z.int() })),
  /** A user's role in a room as it is now; null: no member any more. */
  event(
    "room.member",
    z.object({
      room_id: RoomId,
      user_id: UserId,
      role: MemberRole.nullable(),
      /** Of a ban that ends by itself. */
      banned_until: z.iso.datetime().nullable().optional(),
      revision: z.int(),
    }),
  ),
  /** Messages (or a room's picture) that held these files are gone: nobody needs them any more. */
  event(
    "attachments.released",
    z.object({ room_id: RoomId, attachment_ids: z.array(AttachmentId).min(1).max(100) }),
  ),
  event(
    "message.reported",
    z.object({
      room_id: RoomId,
      message_id: MessageId,
      author_id: UserId,
      /** Null: the room's own rules found it. */
      reporter_id: UserId.nullable(),
      category: z.enum(["spam", "abuse", "illegal", "copyright", "other"]),
      note: told.max(1000),
      /** The text as it was when it was reported. */
      body: told.max(8000),
    }),
  ),
  /** Somebody was named or written to in a room in which they are not present. */
  event(
    "chat.notified",
    z.object({
      user_id: UserId,
      kind: z.enum(["mention", "reply", "dm"]),
      room_id: RoomId,
      room_name: told,
      message_id: MessageId,
      author_id: UserId,
      author: told,
      body: told.max(300),
    }),
  ),
  event(
    "notification.requested",
    z.object({
      user_id: UserId,
      type: z.enum(PLATFORM_NOTIFICATIONS),
      data: z.object({
        track_id: TrackId.optional(),
        title: told.optional(),
        code: told.optional(),
        report_id: ReportId.optional(),
        room_id: RoomId.optional(),
        room_name: told.optional(),
        message_id: MessageId.optional(),
      }),
    }),
  ),
]);
export type PlatformEvent = z.infer<typeof PlatformEvent>;
export type PlatformEventType = PlatformEvent["type"];
export type DataOf<T extends PlatformEventType> = Extract<PlatformEvent, { type: T }>["data"];

/** A listener's plays of one track count once in this time. */
export const PLAY_WINDOW_MS = 30 * 60_000;
/** Heard for this long, or for half of the track if that is less, it is a play. */
export const PLAY_AFTER_MS = 30_000;

export const QUEUES = { media: "veza-media", events: "veza-events" } as const;
export type QueueName = keyof typeof QUEUES;
