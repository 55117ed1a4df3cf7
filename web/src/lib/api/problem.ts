import { ApiError, type ApiErrorCode, isErrorCode } from "./api-error.ts";

const BY_STATUS: Record<number, ApiErrorCode> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  413: "payload_too_large",
  429: "rate_limited",
  503: "unavailable",
};

/**
 * Turns a non-2xx answer into an ApiError. A body that is not problem+json (a proxy's page) is judged by
 * status.
 */
export async function problemOf(response: Response): Promise<ApiError> {
  const fallback = BY_STATUS[response.status] ?? (response.status >= 500 ? "internal" : "bad_reply");
  const [body, contract] = await Promise.all([
    response.json().catch(() => null) as Promise<unknown>,
    import("@veza/contracts/errors").catch(() => null),
  ]);
  const parsed = contract?.Problem.safeParse(body);
  if (!parsed?.success) return new ApiError(fallback, { status: response.status });
  const problem = parsed.data;
  return new ApiError(isErrorCode(problem.code) ? problem.code : fallback, {
    status: response.status,
    detail: problem.detail,
    requestId: problem.request_id,
    fields: problem.errors,
    retryAfterMs: problem.retry_after_ms,
  });
}
