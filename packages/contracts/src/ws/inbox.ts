import { z } from "zod";
import { Notification } from "../http/notifications.ts";
import { RoomId, TrackId } from "../ids.ts";
import { FailureCode, Stage, TrackStatus } from "../media.ts";
import { told } from "../text.ts";

/** `/chat/inbox`, one socket a device. Every text frame is JSON with its type in `t`. */
export const INBOX_PROTOCOL = "veza.inbox.v1";
/** Longest client frame in bytes. */
export const INBOX_MAX_FRAME_BYTES = 4096;
/** Answered by the platform without waking the object. */
export const INBOX_PING = '{"t":"ping"}';
export const INBOX_PONG = '{"t":"pong"}';

export const TrackProgress = z.object({
  t: z.literal("track.progress"),
  track_id: TrackId,
  version: z.int(),
  status: TrackStatus,
  stage: Stage.nullable(),
  progress: z.number(),
  failure_code: FailureCode.nullable(),
});
export type TrackProgress = z.infer<typeof TrackProgress>;

/** A room that the user is in, as it stands for all of their devices. */
export const InboxRoom = z.object({
  room_id: told,
  last_seq: z.int(),
  read_seq: z.int(),
  /** Messages after `read_seq` that are not deleted. Sending one moves `read_seq` up to it. */
  unread: z.int(),
  mentions: z.int(),
  quiet: z.boolean().optional(),
});
export type InboxRoom = z.infer<typeof InboxRoom>;

export const InboxServerFrame = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("state"),
    rooms: z.array(InboxRoom),
    notifications_unread: z.int(),
    /** The last word on each upload that is still on its way, so that a reconnect misses no stage. */
    uploads: z.array(TrackProgress),
  }),
  TrackProgress,
  z.object({ t: z.literal("notification.new"), notification: Notification, notifications_unread: z.int() }),
  z.object({ t: z.literal("notifications.read"), notifications_unread: z.int() }),
  z.object({ t: z.literal("room.changed"), room: InboxRoom }),
  z.object({ t: z.literal("room.left"), room_id: told }),
  z.object({ t: z.literal("pong") }),
  z.object({ t: z.literal("error"), re: told.optional(), code: told, message: told }),
]);
export type InboxServerFrame = z.infer<typeof InboxServerFrame>;

export const InboxClientFrame = z.discriminatedUnion("t", [
  z.object({ t: z.literal("ping") }),
  /** Read up to here, without opening the room. */
  z.object({ t: z.literal("room.read"), room_id: RoomId, seq: z.int().min(0) }),
]);
export type InboxClientFrame = z.infer<typeof InboxClientFrame>;
