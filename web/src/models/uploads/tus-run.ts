import type { DetailedError, HttpRequest, Upload } from "tus-js-client";
import { ApiError, type ApiErrorCode, isErrorCode } from "../../lib/api/api-error.ts";
import { csrfToken, forgetCsrfToken } from "../../lib/api/csrf.ts";
import { refreshSession } from "../../lib/api/refresh.ts";
import { isStale } from "../../lib/api/session-hint.ts";
import { queryClient } from "../../lib/query-client.ts";
import { uploadFactsQuery } from "./calls.ts";

export interface TusEvents {
  onUrl(url: string): void;
  onProgress(sent: number): void;
  /** The upload became a track. */
  onTrack?(trackId: string): void;
  /** The upload became a file of a chat room. */
  onAttachment?(attachmentId: string): void;
  onDone(): void;
  onError(code: ApiErrorCode): void;
}

export interface TusRequest {
  file: File;
  uploadUrl: string | null;
  metadata: Record<string, string>;
}

/** Code of a failed tus request: problem+json where the server spoke, otherwise what the network did. */
export function tusErrorCode(status: number, body: string): ApiErrorCode {
  try {
    const problem: unknown = JSON.parse(body);
    const code: unknown =
      typeof problem === "object" && problem !== null ? Reflect.get(problem, "code") : null;
    if (typeof code === "string" && isErrorCode(code)) return code;
  } catch {
    // Not JSON: an answer from something in between.
  }
  if (status === 401) return "unauthenticated";
  if (status === 413) return "file_too_large";
  if (status === 0) return "network";
  return status >= 500 ? "internal" : "bad_reply";
}

/** Long enough for a tunnel: growing pauses, about a minute in all; after that the user decides. */
const RETRIES_MS = [500, 1_000, 3_000, 6_000, 10_000, 15_000, 30_000];

const HOPELESS = new Set<ApiErrorCode>([
  "email_not_verified",
  "validation_failed",
  "empty_file",
  "file_too_large",
  "upload_gone",
  "not_found",
  "wrong_state",
  "unsupported_media_type",
  "tus_version_unsupported",
  "invalid_request",
  "forbidden",
  "banned",
]);

function codeOfTus(error: Error | DetailedError): ApiErrorCode {
  if ("originalResponse" in error && error.originalResponse) {
    return tusErrorCode(error.originalResponse.getStatus(), error.originalResponse.getBody());
  }
  if (error instanceof ApiError) return error.code;
  return navigator.onLine ? "network" : "offline";
}

/**
 * Bytes of one request, as the server wants them; it answers the creation of the upload with what is wrong
 * where it cannot be asked. Without an answer the file goes in requests of 8 MiB, which every proxy lets
 * through.
 */
const chunkBytes = (): Promise<number> =>
  queryClient.ensureQueryData(uploadFactsQuery).then(
    (facts) => facts.chunk_bytes,
    () => 8 * 1024 * 1024,
  );

/**
 * Prepares a tus upload; the caller starts and aborts it. The library is fetched here, with the first upload.
 */
export async function prepareTus(
  { file, uploadUrl, metadata }: TusRequest,
  events: TusEvents,
): Promise<Upload> {
  const [tus, chunkSize] = await Promise.all([import("tus-js-client"), chunkBytes()]);
  const upload = new tus.Upload(file, {
    endpoint: "/api/v1/uploads",
    ...(uploadUrl === null ? {} : { uploadUrl }),
    chunkSize,
    metadata,
    retryDelays: RETRIES_MS,
    // The list of uploads of this page is the memory; the library's own would double it.
    storeFingerprintForResuming: false,
    removeFingerprintOnSuccess: true,
    onBeforeRequest: async (request: HttpRequest) => {
      if (isStale()) await refreshSession();
      if (request.getMethod() !== "HEAD") request.setHeader("X-CSRF-Token", await csrfToken());
    },
    onAfterResponse: async (_request, response) => {
      const status = response.getStatus();
      if (status === 401) await refreshSession();
      if (status === 403) forgetCsrfToken();
      const trackId = response.getHeader("Veza-Track-Id");
      if (trackId) events.onTrack?.(trackId);
      const attachmentId = response.getHeader("Veza-Attachment-Id");
      if (attachmentId) events.onAttachment?.(attachmentId);
    },
    onShouldRetry: (error) => !HOPELESS.has(codeOfTus(error)),
    onUploadUrlAvailable: () => {
      if (upload.url) events.onUrl(upload.url);
    },
    onProgress: (sent) => events.onProgress(sent),
    onSuccess: () => events.onDone(),
    onError: (error) => events.onError(codeOfTus(error)),
  });
  return upload;
}
