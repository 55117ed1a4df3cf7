import { z } from "zod";
import { code } from "./text.ts";

/** TypeID prefixes, one a kind of resource. Ids are `prefix_` + 26 characters of base32 UUIDv7. */
export const ID_PREFIXES = {
  user: "usr",
  session: "ses",
  track: "trk",
  upload: "upl",
  event: "evt",
  notification: "ntf",
  dead_letter: "dlq",
  email_token: "emt",
  room: "rom",
  message: "msg",
  attachment: "att",
  job: "job",
  playback: "pls",
  party: "pty",
  webhook: "whk",
  report: "rpt",
  audit: "aud",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

const SUFFIX = "[0-7][0-9a-hjkmnp-tv-z]{25}";

/** Schema of the id of one kind of resource, such as `trk_01h455vb4pex5vsknk084sn02q`. */
export const idSchema = (kind: IdKind) => z.string().regex(new RegExp(`^${ID_PREFIXES[kind]}_${SUFFIX}$`));

export const UserId = idSchema("user");
export const TrackId = idSchema("track");
export const UploadId = idSchema("upload");
export const SessionId = idSchema("session");
export const PartyId = idSchema("party");
export const RoomId = idSchema("room");
export const MessageId = idSchema("message");
export const AttachmentId = idSchema("attachment");
export const WebhookId = idSchema("webhook");
export const ReportId = idSchema("report");
export const EventId = code(200).min(8);
