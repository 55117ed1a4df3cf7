import { openAsBlob } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fullJitter } from "@veza/core/backoff";
import { type Trace, traceparent } from "@veza/core/trace";
import { z } from "zod";
import { abortReason, JobUnavailable, throwIfAborted } from "./outcome.ts";

const ATTEMPTS = 6;
const BACKOFF = { base_ms: 200, cap_ms: 4000 };
const PUT_TIMEOUT_MS = 120_000;
const HEADERS_TIMEOUT_MS = 60_000;
/**
 * A source is read in ranges of this size, one after the other. A break then costs no more than what is left
 * of a range; and the local stand-in of R2 holds in memory what a slow reader has not taken yet, and keeps
 * that memory (bench/memory).
 */
export const RANGE_BYTES = 16 * 1024 * 1024;
/** Below the 100 MB that Cloudflare takes in one request, above the 5 MiB that R2 wants of a part. */
export const PART_BYTES = 32 * 1024 * 1024;

const Created = z.object({ upload_id: z.string().min(1) });
const StoredPart = z.object({ etag: z.string().min(1) });

export type MediaStore = {
  /**
   * The source's bytes, from the first to the last. What breaks on the way is taken up again where it broke;
   * a refusal before the first byte is final. @throws JobUnavailable
   */
  read: (key: string) => AsyncGenerator<Uint8Array, void, undefined>;
  /**
   * Writes one object, again and again on 5xx, 408, 429 and network errors.
   * @throws JobUnavailable at the end.
   */
  write: (key: string, body: StoredBody, contentType: string) => Promise<number>;
};
export type StoredBody = Uint8Array<ArrayBuffer> | { file: string };

/**
 * The only place that a job may read from and write to: an address and a short-lived token, both from the
 * request. Redirects are refused, so that the token can't be carried elsewhere.
 */
export function createMediaStore(options: {
  mediaUrl: string;
  /** The newest one: a long job outlives the first. */
  token: () => string;
  trace: Trace;
  signal: AbortSignal;
  onRetry: (key: string, reason: string) => void;
  random: () => number;
  /** Objects beyond this size are written in parts of it. */
  partBytes: number;
  /** Sources are read in ranges of this size. */
  rangeBytes: number;
}): MediaStore {
  const headersNow = () => ({
    authorization: `Bearer ${options.token()}`,
    traceparent: traceparent(options.trace),
  });
  const address = (key: string) => `${options.mediaUrl}/${key.split("/").map(encodeURIComponent).join("/")}`;

  type Call = { method: "PUT" | "POST"; query?: string; body?: BodyInit; type: string };
  const attempt = async (key: string, call: Call): Promise<{ answer: string } | Refusal> => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PUT_TIMEOUT_MS)]);
    try {
      const response = await fetch(`${address(key)}${call.query ?? ""}`, {
        method: call.method,
        headers: { ...headersNow(), "content-type": call.type },
        ...(call.body === undefined ? {} : { body: call.body }),
        signal,
        redirect: "error",
      });
      const answer = await response.text();
      if (response.ok) return { answer };
      return { reason: `the media store answered ${response.status}`, again: mayPass(response.status) };
    } catch (error) {
      throwIfAborted(options.signal);
      return { reason: `the media store can't be reached (${networkCause(error)})`, again: true };
    }
  };
  const pause = async (tried: number): Promise<void> => {
    const ms = BACKOFF.base_ms + fullJitter(tried, BACKOFF.base_ms, BACKOFF.cap_ms, options.random());
    await sleep(ms, undefined, { signal: options.signal }).catch(() => {
      throw abortReason(options.signal);
    });
  };
  /** Again and again on what may pass. @throws JobUnavailable at the end. */
  const insist = async (key: string, call: Call): Promise<string> => {
    for (let tried = 0; ; tried += 1) {
      throwIfAborted(options.signal);
      const outcome = await attempt(key, call);
      if ("answer" in outcome) return outcome.answer;
      if (!outcome.again || tried + 1 >= ATTEMPTS) throw new JobUnavailable(outcome.reason);
      options.onRetry(key, outcome.reason);
      await pause(tried);
    }
  };
  /**
   * An object that is too large for one request, in parts (workers/stream/src/media/internal-media.ts says
   * how).
   */
  const writeInParts = async (key: string, content: Blob, type: string): Promise<void> => {
    const json = "application/json";
    const { upload_id } = Created.parse(
      JSON.parse(await insist(key, { method: "POST", query: "?action=create", type: json })),
    );
    const query = `upload_id=${encodeURIComponent(upload_id)}`;
    const parts: { part: number; etag: string }[] = [];
    for (let at = 0; at < content.size; at += options.partBytes) {
      const part = parts.length + 1;
      const body = content.slice(at, at + options.partBytes);
      const answer = await insist(key, { method: "PUT", query: `?${query}&part=${part}`, body, type });
      parts.push({ part, etag: StoredPart.parse(JSON.parse(answer)).etag });
    }
    const body = JSON.stringify({ parts });
    await insist(key, { method: "POST", query: `?action=complete&${query}`, body, type: json });
  };

  /** A range of the source from `at` on, and how long the whole is. @throws when there is no answer */
  const openRange = async (
    key: string,
    at: number,
  ): Promise<{ body: ReadableStream<Uint8Array>; total: number } | Refusal> => {
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(), HEADERS_TIMEOUT_MS);
    try {
      const response = await fetch(address(key), {
        headers: {
          ...headersNow(),
          "accept-encoding": "identity",
          range: `bytes=${at}-${at + options.rangeBytes - 1}`,
        },
        signal: AbortSignal.any([options.signal, stalled.signal]),
        redirect: "error",
      });
      const { status, body, headers } = response;
      // An empty object has no range; it comes whole.
      if (status === 200 && at === 0 && body) return { body, total: Number(headers.get("content-length")) };
      const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
      if (status === 206 && Number(first) === at && body) return { body, total: Number(total) };
      await body?.cancel();
      return { reason: `the source answered ${status}`, again: mayPass(status) };
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async *read(key) {
      let total = Number.POSITIVE_INFINITY;
      for (let at = 0, failed = 0; at < total; ) {
        const from = at;
        let refusal: Refusal = { reason: "the source sent nothing", again: true };
        try {
          const range = await openRange(key, at);
          if ("reason" in range) refusal = range;
          else {
            total = range.total;
            for await (const chunk of range.body) {
              at += chunk.byteLength;
              yield chunk;
            }
            if (at > from || at >= total) {
              failed = 0;
              continue;
            }
          }
        } catch (error) {
          throwIfAborted(options.signal);
          const what = at === 0 ? "can't be read" : "broke off";
          refusal = { reason: `the source ${what} (${networkCause(error)})`, again: true };
        }
        failed = at > from ? 1 : failed + 1;
        if (at === 0 || !refusal.again || failed >= ATTEMPTS) throw new JobUnavailable(refusal.reason);
        options.onRetry(key, refusal.reason);
        await pause(failed - 1);
      }
    },

    async write(key, body, contentType) {
      const content = body instanceof Uint8Array ? new Blob([body]) : await openAsBlob(body.file);
      if (content.size > options.partBytes) await writeInParts(key, content, contentType);
      else
        await insist(key, {
          method: "PUT",
          body: body instanceof Uint8Array ? body : content,
          type: contentType,
        });
      return content.size;
    },
  };
}

type Refusal = { reason: string; again: boolean };

/** Whether a refusal of the media store may be over at the next try. */
const mayPass = (status: number): boolean => status >= 500 || status === 408 || status === 429;

/** undici hides what happened in `cause`. */
export function networkCause(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const cause: unknown = error.cause;
  if (cause instanceof Error)
    return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return error.name === "TimeoutError" ? "timeout" : error.message;
}
