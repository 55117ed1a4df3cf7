import { openAsBlob } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fullJitter } from "@veza/core/backoff";
import { type Trace, traceparent } from "@veza/core/trace";
import { abortReason, JobUnavailable, throwIfAborted } from "./outcome.ts";

const ATTEMPTS = 6;
const BACKOFF = { base_ms: 200, cap_ms: 4000 };
const PUT_TIMEOUT_MS = 120_000;
const HEADERS_TIMEOUT_MS = 60_000;

export type MediaStore = {
  /** The source's bytes. @throws JobUnavailable for anything but 200. */
  read: (key: string) => Promise<ReadableStream<Uint8Array>>;
  /** Writes one object, again and again on 5xx, 408, 429 and network errors. @throws JobUnavailable at the end. */
  write: (key: string, body: StoredBody, contentType: string) => Promise<number>;
};
export type StoredBody = Uint8Array<ArrayBuffer> | { file: string };

/**
 * The only place that a job may read from and write to: an address and a short-lived token, both from the request.
 * Redirects are refused, so that the token can't be carried elsewhere.
 */
export function createMediaStore(options: {
  mediaUrl: string;
  token: string;
  trace: Trace;
  signal: AbortSignal;
  onRetry: (key: string, reason: string) => void;
  random: () => number;
}): MediaStore {
  const headers = { authorization: `Bearer ${options.token}`, traceparent: traceparent(options.trace) };
  const address = (key: string) => `${options.mediaUrl}/${key.split("/").map(encodeURIComponent).join("/")}`;

  const attempt = async (key: string, body: Blob | Uint8Array<ArrayBuffer>, contentType: string): Promise<"stored" | Refusal> => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PUT_TIMEOUT_MS)]);
    try {
      const response = await fetch(address(key), {
        method: "PUT",
        headers: { ...headers, "content-type": contentType },
        body,
        signal,
        redirect: "error",
      });
      await response.arrayBuffer();
      if (response.ok) return "stored";
      const again = response.status >= 500 || response.status === 408 || response.status === 429;
      return { reason: `the media store answered ${response.status}`, again };
    } catch (error) {
      throwIfAborted(options.signal);
      return { reason: `the media store can't be reached (${networkCause(error)})`, again: true };
    }
  };

  return {
    async read(key) {
      const stalled = new AbortController();
      const timer = setTimeout(() => stalled.abort(), HEADERS_TIMEOUT_MS);
      try {
        const response = await fetch(address(key), {
          headers: { ...headers, "accept-encoding": "identity" },
          signal: AbortSignal.any([options.signal, stalled.signal]),
          redirect: "error",
        });
        if (response.status === 200 && response.body) return response.body;
        await response.body?.cancel();
        throw new JobUnavailable(`the source answered ${response.status}`);
      } catch (error) {
        throwIfAborted(options.signal);
        if (error instanceof JobUnavailable) throw error;
        throw new JobUnavailable(`the source can't be read (${networkCause(error)})`);
      } finally {
        clearTimeout(timer);
      }
    },

    async write(key, body, contentType) {
      const blob =
        body instanceof Uint8Array ? new Blob([new Uint8Array(body)]) : await openAsBlob(body.file);
      for (let tried = 0; ; tried += 1) {
        throwIfAborted(options.signal);
        const outcome = await attempt(key, content, contentType);
        if (outcome === "stored") return content instanceof Blob ? content.size : content.length;
        if (!outcome.again || tried + 1 >= ATTEMPTS) throw new JobUnavailable(outcome.reason);
        options.onRetry(key, outcome.reason);
        const pause = BACKOFF.base_ms + fullJitter(tried, BACKOFF.base_ms, BACKOFF.cap_ms, options.random());
        await sleep(pause, undefined, { signal: options.signal }).catch(() => {
          throw abortReason(options.signal);
        });
      }
    },
  };
}

type Refusal = { reason: string; again: boolean };

/** undici hides what happened in `cause`. */
export function networkCause(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const cause: unknown = error.cause;
  if (cause instanceof Error)
    return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return error.name === "TimeoutError" ? "timeout" : error.message;
}
