import { isErrorCode } from "../../lib/api/api-error.ts";
import type { Refused } from "./reply.ts";

/** Keys of the words for what a room refuses. */
export type RefusalKey =
  | "chat.tooManyReactions"
  | "chat.tooManyPins"
  | "chat.editTooLate"
  | "chat.failedMuted"
  | "chat.failedWatched"
  | "chat.failedFast"
  | "chat.failedSlow"
  | "error.internal"
  | "chat.badFile"
  | "chat.failedText"
  | "chat.badEmoji"
  | `error.${"forbidden" | "not_found" | "rate_limited" | "offline" | "timeout" | "wrong_state" | "unavailable"}`
  | `error.${"banned" | "blocked" | "room_full" | "owner_must_hand_over" | "email_not_verified"}`;

const KNOWN: Record<string, RefusalKey> = {
  muted: "chat.failedMuted",
  watched: "chat.failedWatched",
  slow_mode: "chat.failedSlow",
  rate_limited: "error.rate_limited",
  too_many_sockets: "error.rate_limited",
  too_late: "chat.editTooLate",
  forbidden: "error.forbidden",
  not_found: "error.not_found",
  timeout: "error.timeout",
  closed: "error.offline",
  wrong_state: "error.wrong_state",
  unavailable: "error.unavailable",
  overloaded: "error.unavailable",
  offline: "error.offline",
  banned: "error.banned",
  blocked: "error.blocked",
  full: "error.room_full",
  owner_must_hand_over: "error.owner_must_hand_over",
  attachment_invalid: "chat.badFile",
  email_not_verified: "error.email_not_verified",
  body_invalid: "chat.failedText",
  empty: "chat.failedText",
  emoji_invalid: "chat.badEmoji",
};

/** What to tell the reader about a refused command. */
export function refusalKey(
  { code }: Pick<Refused, "code">,
  tooMany: RefusalKey = "error.internal",
): RefusalKey {
  if (code === "too_many") return tooMany;
  const known = KNOWN[code];
  if (known === undefined && !isErrorCode(code)) console.info("A refusal without words.", code);
  return known ?? "error.internal";
}
