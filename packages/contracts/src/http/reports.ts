import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { MessageId, ReportId, RoomId, UserId } from "../ids.ts";
import { prose, told } from "../text.ts";
import { ChatAuthor } from "../ws/chat-room.ts";
import { PageQuery, page } from "./pagination.ts";

export const REPORT_OUTCOMES = ["dismissed", "removed", "removed_and_banned"] as const;

/** A reported message in the moderators' queue. Several reports of one message are one entry. */
export const Report = z.object({
  id: ReportId,
  state: z.enum(["open", "claimed", "decided"]),
  room: z.object({ id: RoomId, name: told, visibility: z.enum(["public", "private"]) }),
  message_id: MessageId,
  author: ChatAuthor,
  /** The text as it was when it was first reported. */
  body: told,
  /** Newest first. A null reporter: the room's own rules. */
  reasons: z.array(
    z.object({
      reporter: ChatAuthor.nullable(),
      category: z.enum(["spam", "abuse", "illegal", "copyright", "other"]),
      note: told,
      at: z.iso.datetime(),
    }),
  ),
  claimed_by: ChatAuthor.nullable(),
  outcome: z.enum(REPORT_OUTCOMES).nullable(),
  /** What the moderator wrote with the decision. */
  decision_note: told.nullable(),
  created_at: z.iso.datetime(),
  decided_at: z.iso.datetime().nullable(),
});
export type Report = z.infer<typeof Report>;

/** One line of the append-only log of what moderators of the platform did. */
export const ModerationAct = z.object({
  at: z.iso.datetime(),
  by: ChatAuthor,
  action: z.enum(["claim", "release", "decide"]),
  report_id: ReportId,
  user_id: UserId,
  outcome: z.enum(REPORT_OUTCOMES).nullable(),
  note: told.nullable(),
});
export type ModerationAct = z.infer<typeof ModerationAct>;

const tag = "Moderation";
const params = z.object({ report_id: ReportId });
const moderator = { tag, auth: "required", capability: "reports:manage" } as const;

export const listReports = endpoint({
  ...moderator,
  id: "listReports",
  method: "GET",
  path: "/api/v1/moderation/reports",
  summary: "The queue: open ones oldest first, claimed ones, or what was decided, newest first.",
  query: PageQuery.extend({ state: z.enum(["open", "claimed", "decided"]).default("open") }),
  status: 200,
  response: page(Report).extend({ open: z.int(), claimed: z.int() }),
  errors: ["forbidden", "invalid_cursor"],
});

export const claimReport = endpoint({
  ...moderator,
  id: "claimReport",
  method: "POST",
  path: "/api/v1/moderation/reports/:report_id/claim",
  summary: "Take a report, so that nobody else works on it. The first one gets it.",
  params,
  status: 200,
  response: Report,
  errors: ["forbidden", "not_found", "wrong_state", "csrf_failed"],
});

export const releaseReport = endpoint({
  ...moderator,
  id: "releaseReport",
  method: "POST",
  path: "/api/v1/moderation/reports/:report_id/release",
  summary: "Give a claimed report back to the queue.",
  params,
  status: 200,
  response: Report,
  errors: ["forbidden", "not_found", "wrong_state", "csrf_failed"],
});

export const decideReport = endpoint({
  ...moderator,
  id: "decideReport",
  method: "POST",
  path: "/api/v1/moderation/reports/:report_id/decide",
  summary:
    "Decide a report that one has claimed: dismiss it, remove the message, or also ban its author from the room. Carried out in the room before it is recorded.",
  params,
  body: z.strictObject({
    outcome: z.enum(REPORT_OUTCOMES),
    note: prose(500).trim().default(""),
    /** Of a ban; null: without an end. */
    ban_ms: z
      .int()
      .min(60_000)
      .max(366 * 86_400_000)
      .nullable()
      .default(null),
  }),
  status: 200,
  response: Report,
  errors: ["forbidden", "not_found", "wrong_state", "unavailable", "csrf_failed"],
});

export const listModerationActs = endpoint({
  ...moderator,
  id: "listModerationActs",
  method: "GET",
  path: "/api/v1/moderation/log",
  summary: "What moderators of the platform did, newest first. Nothing in it can be changed.",
  query: PageQuery,
  status: 200,
  response: page(ModerationAct),
  errors: ["forbidden", "invalid_cursor"],
});

export const REPORT_ENDPOINTS = [
  listReports,
  claimReport,
  releaseReport,
  decideReport,
  listModerationActs,
] as const;
