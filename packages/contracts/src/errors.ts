import { z } from "zod";
import type { ErrorCode } from "./error-codes.ts";
import { told } from "./text.ts";

export type { ErrorCode } from "./error-codes.ts";

/** Every error code of the platform with its HTTP status and English title. */
export const ERRORS = {
  invalid_request: { status: 400, title: "The request is not valid" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  tus_extension_unsupported: { status: 400, title: "This extension of tus is not supported" },
  invalid_cursor: { status: 400, title: "The cursor is not valid" },
  unauthenticated: { status: 401, title: "Sign in to do this" },
  invalid_credentials: { status: 401, title: "The e-mail or the password is wrong" },
  second_factor_required: { status: 401, title: "A second factor is required" },
  token_expired: { status: 401, title: "The token has expired" },
  refresh_reused: { status: 401, title: "This session was ended because an old token was used again" },
  forbidden: { status: 403, title: "You may not do this" },
  csrf_failed: { status: 403, title: "The request did not come from this site" },
  password_required: { status: 403, title: "Enter the password of this account, or choose a new one" },
  email_not_verified: { status: 403, title: "Verify your e-mail address first" },
  banned: { status: 403, title: "You are banned from this room" },
  blocked: { status: 403, title: "One of you has blocked the other" },
  invite_invalid: { status: 403, title: "This invite is not valid any more" },
  grant_expired: { status: 403, title: "This link has expired" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "This method is not allowed here" },
  conflict: { status: 409, title: "The resource was changed by somebody else" },
  username_taken: { status: 409, title: "This username is taken" },
  slug_taken: { status: 409, title: "This address is taken" },
  room_full: { status: 409, title: "This conversation is full" },
  owner_must_hand_over: { status: 409, title: "Hand the room over before you leave it" },
  wrong_state: { status: 409, title: "This is not possible in the current state" },
  upload_offset_mismatch: { status: 409, title: "The offset is not where the upload stands" },
  idempotency_in_progress: { status: 409, title: "The first request with this Idempotency-Key is under way" },
  upload_gone: { status: 410, title: "This upload has expired" },
  length_required: { status: 411, title: "The length of the body is required" },
  precondition_failed: { status: 412, title: "The resource has changed since you read it" },
  tus_version_unsupported: { status: 412, title: "This version of tus is not supported" },
  payload_too_large: { status: 413, title: "The body is too large" },
  file_too_large: { status: 413, title: "The file is larger than your plan allows" },
  storage_full: { status: 413, title: "Your plan holds no more bytes" },
  unsupported_media_type: { status: 415, title: "This type of content is not accepted" },
  range_not_satisfiable: { status: 416, title: "The range is outside of the file" },
  idempotency_key_reused: { status: 422, title: "This Idempotency-Key was used for another request" },
  empty_file: { status: 422, title: "The file is empty" },
  infected: { status: 422, title: "Malware was found in this file" },
  validation_failed: { status: 422, title: "Some fields are not valid" },
  weak_password: { status: 422, title: "This password is too common" },
  token_invalid: { status: 422, title: "This link is not valid any more" },
  precondition_required: { status: 428, title: "Send If-Match with the version you read" },
  rate_limited: { status: 429, title: "Too many requests" },
  account_locked: { status: 429, title: "Too many failed attempts" },
  checksum_mismatch: { status: 460, title: "The checksum does not match the bytes" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "A part that this needs is not available now" },
} as const satisfies Record<ErrorCode, { status: number; title: string }>;

/** One invalid input: a JSON pointer (RFC 6901) into the body, or `?name` for a query value. */
export const FieldError = z.object({ pointer: told, code: told, message: told });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details as Veza sends them. */
export const Problem = z.object({
  type: told,
  title: told,
  status: z.int(),
  detail: told,
  code: told,
  request_id: told,
  errors: z.array(FieldError).optional(),
  retry_after_ms: z.int().optional(),
  challenge: told.optional(),
});
export type Problem = z.infer<typeof Problem>;
