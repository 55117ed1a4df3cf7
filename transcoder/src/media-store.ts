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
/** Below the 100 MB that Cloudflare takes in one request, above the 5 MiB that R2 wants of a part. */
export const PART_BYTES = 32 * 1024 * 1024;

const Created = z.object({ upload_id: z.string().min(1) });
const StoredPart = z.object({ etag: z.string().min(1) });

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
  /** Objects beyond this size are written in parts of it. */
  partBytes: number;
}): MediaStore {
  const headers = { authorization: `Bearer ${options.token}`, traceparent: traceparent(options.trace) };
  const address = (key: string) => `${options.mediaUrl}/${key.split("/").map(encodeURIComponent).join("/")}`;

  type Call = { method: "PUT" | "POST"; query?: string; body?: BodyInit; type: string };
  const attempt = async (key: string, call: Call): Promise<{ answer: string } | Refusal> => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PUT_TIMEOUT_MS)]);
    try {
      const response = await fetch(`${address(key)}${call.query ?? ""}`, {
        method: call.method,
        headers: { ...headers, "content-type": call.type },
        ...(call.body === undefined ? {} : { body: call.body }),
        signal,
        redirect: "error",
      });
      const answer = await response.text();
      if (response.ok) return { answer };
      const again = response.status >= 500 || response.status === 408 || response.status === 429;
      return { reason: `the media store answered ${response.status}`, again };
    } catch (error) {
      throwIfAborted(options.signal);
      return { reason: `the media store can't be reached (${networkCause(error)})`, again: true };
    }
  };
  /** Again and again on what may pass. @throws JobUnavailable at the end. */
  const insist = async (key: string, call: Call): Promise<string> => {
    for (let tried = 0; ; tried += 1) {
      throwIfAborted(options.signal);
      const outcome = await attempt(key, call);
      if ("answer" in outcome) return outcome.answer;
      if (!outcome.again || tried + 1 >= ATTEMPTS) throw new JobUnavailable(outcome.reason);
      options.onRetry(key, outcome.reason);
      const pause = BACKOFF.base_ms + fullJitter(tried, BACKOFF.base_ms, BACKOFF.cap_ms, options.random());
      await sleep(pause, undefined, { signal: options.signal }).catch(() => {
        throw abortReason(options.signal);
      });
    }
  };
  /** An object that is too large for one request, in parts (workers/stream/src/media/internal-media.ts says how). */
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

/** undici hides what happened in `cause`. */
export function networkCause(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const cause: unknown = error.cause;
  if (cause instanceof Error)
    return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return error.name === "TimeoutError" ? "timeout" : error.message;
}
