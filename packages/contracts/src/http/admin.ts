import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { idSchema } from "../ids.ts";
import { told } from "../text.ts";
import { PageQuery, page } from "./pagination.ts";

export const DeadLetterId = idSchema("dead_letter");

export const DeadLetter = z.object({
  id: DeadLetterId,
  queue: told,
  event_id: told.nullable(),
  event_type: told.nullable(),
  body: z.unknown(),
  attempts: z.int(),
  created_at: z.iso.datetime(),
  replayed_at: z.iso.datetime().nullable(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

const tag = "Administration";

export const listDeadLetters = endpoint({
  id: "listDeadLetters",
  method: "GET",
  path: "/api/v1/admin/dead-letters",
  tag,
  summary: "Messages that every retry failed on.",
  auth: "required",
  capability: "dead_letters:read",
  query: PageQuery,
  status: 200,
  response: page(DeadLetter),
  errors: ["invalid_cursor", "forbidden"],
});

export const replayDeadLetter = endpoint({
  id: "replayDeadLetter",
  method: "POST",
  path: "/api/v1/admin/dead-letters/:dead_letter_id/replay",
  tag,
  summary: "Send a dead message to its queue once more.",
  auth: "required",
  capability: "dead_letters:replay",
  params: z.object({ dead_letter_id: DeadLetterId }),
  status: 202,
  response: DeadLetter,
  errors: ["not_found", "forbidden", "csrf_failed"],
});

/** How listening went in one slice of time, over all listeners. */
export const QualityPoint = z.object({
  at: z.iso.datetime(),
  /** Sockets that ended in this slice. */
  sessions: z.int(),
  /** Seconds of audio sent, by rendition name. */
  sent_seconds: z.record(told, z.number()),
  switches: z.int(),
  stalls: z.int(),
  stall_ms: z.int(),
  /** From the click to the sound, as players report it; null without a report. Estimated from a histogram. */
  start_p50_ms: z.number().nullable(),
  start_p95_ms: z.number().nullable(),
  /** Plays that counted. */
  plays: z.int(),
});
export type QualityPoint = z.infer<typeof QualityPoint>;

export const getQuality = endpoint({
  id: "getQuality",
  method: "GET",
  path: "/api/v1/admin/quality",
  tag,
  summary:
    "How listening goes: starts, stalls, switches and seconds sent, in slices of 5 minutes, an hour or a day.",
  auth: "required",
  capability: "quality:read",
  query: z.object({ range: z.enum(["6h", "7d", "90d"]).default("6h") }),
  status: 200,
  response: z.object({ slice_ms: z.int(), points: z.array(QualityPoint) }),
  errors: ["forbidden"],
});

export const ADMIN_ENDPOINTS = [listDeadLetters, replayDeadLetter, getQuality] as const;
