import { ERROR_CODES, type ErrorCode } from "@veza/contracts/error-codes";
import type { FieldError } from "@veza/contracts/errors";

/** What can go wrong before the platform answers at all. */
export type TransportCode = "offline" | "timeout" | "network" | "bad_reply";
export type ApiErrorCode = ErrorCode | TransportCode;

interface ApiErrorFacts {
  status: number;
  detail?: string;
  requestId?: string | undefined;
  fields?: readonly FieldError[] | undefined;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/**
 * Every failed call of the API. `code` is stable and is what the interface translates; `detail` is for logs.
 */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly fields: readonly FieldError[];
  readonly retryAfterMs: number | undefined;

  constructor(code: ApiErrorCode, facts: ApiErrorFacts) {
    super(facts.detail ?? code, { cause: facts.cause });
    this.name = "ApiError";
    this.code = code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.fields = facts.fields ?? [];
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Whether a code came from the platform's own table. */
export function isErrorCode(code: string): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}

/** Whether repeating the same request later can help. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return (
    error.code === "offline" || error.code === "timeout" || error.code === "network" || error.status >= 500
  );
}

/** Code of anything thrown, for the interface: an unknown exception counts as `internal`. */
export function codeOf(error: unknown): ApiErrorCode {
  return error instanceof ApiError ? error.code : "internal";
}
