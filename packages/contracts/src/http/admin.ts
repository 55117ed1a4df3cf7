import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { idSchema } from "../ids.ts";
import { PageQuery, page } from "./pagination.ts";

export const DeadLetterId = idSchema("dead_letter");

export const DeadLetter = z.object({
  id: DeadLetterId,
  queue: z.string(),
  event_id: z.string().nullable(),
  event_type: z.string().nullable(),
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

export const ADMIN_ENDPOINTS = [listDeadLetters, replayDeadLetter] as const;
