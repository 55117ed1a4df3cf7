import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { TrackId } from "../ids.ts";
import { PageQuery, page } from "./pagination.ts";
import { Track } from "./tracks.ts";

/** One track of somebody's history: the last time it was heard, and where it was left. */
export const HistoryEntry = z.object({
  track: Track,
  last_played_at: z.iso.datetime(),
  /** Where it was left; null when it was heard to its end. */
  position_ms: z.int().nullable(),
  /** Plays that counted. */
  play_count: z.int(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const ListeningSettings = z.object({ is_history_on: z.boolean() });
export type ListeningSettings = z.infer<typeof ListeningSettings>;

const tag = "Listening";

export const listHistory = endpoint({
  id: "listHistory",
  method: "GET",
  path: "/api/v1/me/history",
  tag,
  summary:
    "What one has listened to, newest first. `unfinished=true`: only what was left in the middle, to go on with.",
  auth: "required",
  capability: "listening:manage_own",
  query: PageQuery.extend({ unfinished: z.enum(["true", "false"]).default("false") }),
  status: 200,
  response: page(HistoryEntry),
  errors: ["invalid_cursor"],
});

export const clearHistory = endpoint({
  id: "clearHistory",
  method: "DELETE",
  path: "/api/v1/me/history",
  tag,
  summary: "Forget everything that one has listened to. Play counts of tracks stay.",
  auth: "required",
  capability: "listening:manage_own",
  status: 204,
  errors: ["csrf_failed"],
});

export const removeFromHistory = endpoint({
  id: "removeFromHistory",
  method: "DELETE",
  path: "/api/v1/me/history/:track_id",
  tag,
  summary: "Forget one track of one's history. Safe to repeat.",
  auth: "required",
  capability: "listening:manage_own",
  params: z.object({ track_id: TrackId }),
  status: 204,
  errors: ["csrf_failed"],
});

export const getListeningSettings = endpoint({
  id: "getListeningSettings",
  method: "GET",
  path: "/api/v1/me/listening-settings",
  tag,
  summary: "Whether a history is kept.",
  auth: "required",
  capability: "listening:manage_own",
  status: 200,
  response: ListeningSettings,
});

export const updateListeningSettings = endpoint({
  id: "updateListeningSettings",
  method: "PUT",
  path: "/api/v1/me/listening-settings",
  tag,
  summary:
    "Turn the history on or off. Off: nothing is added any more; what is there stays until it is cleared.",
  auth: "required",
  capability: "listening:manage_own",
  body: z.strictObject({ is_history_on: z.boolean() }),
  status: 200,
  response: ListeningSettings,
  errors: ["csrf_failed"],
});

export const LISTENING_ENDPOINTS = [
  listHistory,
  clearHistory,
  removeFromHistory,
  getListeningSettings,
  updateListeningSettings,
] as const;
