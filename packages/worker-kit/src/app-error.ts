import { ERRORS, type ErrorCode, type FieldError, type Problem } from "@veza/contracts/errors";

export interface AppErrorOptions {
  detail?: string;
  errors?: FieldError[];
  retry_after_ms?: number;
  challenge?: string;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An expected refusal: everything else that is thrown is a defect and answers 500 with a fixed sentence. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly options: AppErrorOptions;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(`${code}${options.detail === undefined ? "" : `: ${options.detail}`}`, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** The RFC 9457 answer to an error. */
export function problemResponse(error: AppError, requestId: string): Response {
  const { status, title } = ERRORS[error.code];
  const { detail, errors, retry_after_ms, challenge, headers } = error.options;
  const body: Problem = {
    type: `https://docs.veza.example/errors/${error.code}`,
    title,
    status,
    detail: detail ?? title,
    code: error.code,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
    ...(challenge === undefined ? {} : { challenge }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(retry_after_ms === undefined ? {} : { "retry-after": String(Math.ceil(retry_after_ms / 1000)) }),
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...headers,
    },
  });
}
