import type { EndpointShape } from "@veza/contracts/endpoint";
import { canonicalJson, sha256Hex } from "@veza/core/canonical-json";
import type { Logger } from "@veza/core/log";
import { AppError, problemResponse } from "./app-error.ts";

/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a request that is repeated with its key is
 * answered as it was.
 */

export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What the store knows of a key. */
export type Claim =
  /** It is free, and held now: whoever holds it finishes with an answer or gives it up. */
  | { kind: "held"; finish(answer: StoredAnswer): Promise<void>; giveUp(): Promise<void> }
  | { kind: "answered"; answer: StoredAnswer }
  /** The first request with it is not at its end. */
  | { kind: "running" }
  /** It was used for another request. */
  | { kind: "reused" };

export interface KeyedRequest {
  account_id: string;
  endpoint: string;
  key: string;
  /** SHA-256 of what was asked, in hex. */
  request_hash: string;
  /** After this long without an answer the key is free again: whoever held it has crashed. */
  lease_ms: number;
}

/** Where keys and answers are kept; whoever mounts hands it in. */
export interface IdempotencyStore {
  claim(request: KeyedRequest): Promise<Claim>;
}

const LEASE_MS = 60_000;
/** Of endpoints that read a body of their own: as long as a slow upload. */
const STREAM_LEASE_MS = 15 * 60_000;
const RETRY_AFTER_MS = 2_000;
/** Headers that stand for a body which is not parsed: what they say belongs to what is asked. */
const SAID_IN_HEADERS = ["content-length", "upload-length", "upload-metadata"];

/** The key of a request, or null without one. Throws `invalid_request` for one of another form. */
export function readIdempotencyKey(headers: Headers): string | null {
  const header = headers.get("idempotency-key");
  if (header === null) return null;
  // The draft's form is a quoted string (RFC 9651); most clients send it bare.
  const key = /^"([ !#-[\]-~]{1,255})"$/.exec(header)?.[1] ?? /^[\w.:-]{1,255}$/.exec(header)?.[0];
  if (key === undefined)
    throw new AppError("invalid_request", {
      detail: "An Idempotency-Key has 1 to 255 visible ASCII characters, in quotes or without spaces.",
    });
  return key;
}

export interface OnceOptions {
  endpoint: EndpointShape;
  account_id: string;
  headers: Headers;
  /** What was asked, after parsing. */
  asked: { params: unknown; query: unknown; body: unknown };
  request_id: string;
  log: Logger;
}

/**
 * Runs a request with a key once, and answers every repetition with the same answer. Answers of 5xx and 429
 * are not kept: what they say is over soon. Throws `idempotency_in_progress`, `idempotency_key_reused`, and
 * what `run` throws beyond those it keeps.
 */
export async function answerOnce(
  store: IdempotencyStore,
  key: string,
  options: OnceOptions,
  run: () => Promise<Response>,
): Promise<Response> {
  const { endpoint, account_id, headers, asked, log } = options;
  const said =
    endpoint.body === undefined
      ? Object.fromEntries(SAID_IN_HEADERS.map((name) => [name, headers.get(name)]))
      : null;
  const claim = await store.claim({
    account_id,
    endpoint: endpoint.id,
    key,
    request_hash: await sha256Hex(canonicalJson({ ...asked, said })),
    lease_ms: endpoint.stream === undefined ? LEASE_MS : STREAM_LEASE_MS,
  });
  switch (claim.kind) {
    case "answered":
      return replay(claim.answer);
    case "running":
      throw new AppError("idempotency_in_progress", { retry_after_ms: RETRY_AFTER_MS });
    case "reused":
      throw new AppError("idempotency_key_reused");
    default:
  }
  const response = await run().catch(async (cause: unknown) => {
    if (cause instanceof AppError && isKept(cause.status)) return problemResponse(cause, options.request_id);
    await claim.giveUp().catch((error: unknown) => log.error("an idempotency key was not given up", error));
    throw cause;
  });
  // What was done is done: an answer that can't be kept is given all the same, and the key is free after its
  // lease.
  await (isKept(response.status) ? claim.finish(await toStored(response)) : claim.giveUp()).catch(
    (error: unknown) => log.error("an answer was not kept under its idempotency key", error),
  );
  return response;
}

const isKept = (status: number) => status < 500 && status !== 429;

async function toStored(response: Response): Promise<StoredAnswer> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  return { status: response.status, headers, body: await response.clone().text() };
}

function replay({ status, headers, body }: StoredAnswer): Response {
  const isEmpty = status === 204 || status === 304;
  return new Response(isEmpty ? null : body, {
    status,
    headers: { ...headers, "idempotency-replayed": "true" },
  });
}
