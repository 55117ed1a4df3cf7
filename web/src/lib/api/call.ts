import type { BodyInput, EndpointShape, ParamsInput, QueryInput, ReplyOf } from "@veza/contracts/endpoint";
import { addressOf } from "./address.ts";
import { ApiError } from "./api-error.ts";
import { csrfToken, forgetCsrfToken } from "./csrf.ts";
import { problemOf } from "./problem.ts";
import { refreshSession } from "./refresh.ts";
import { send } from "./send.ts";
import { isStale, renewedAt } from "./session-hint.ts";

/** Asks for a key only where the contract declares it; optional where every value has a default. */
type Part<Name extends string, T> = [T] extends [undefined]
  ? { [K in Name]?: undefined }
  : Record<never, never> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

export type CallInput<E extends EndpointShape> = Part<"params", ParamsInput<E>> &
  Part<"query", QueryInput<E>> &
  Part<"body", BodyInput<E>> & {
    /** Body of an endpoint that takes bytes or a form. */
    raw?: { body: BodyInit; contentType?: string };
    /** The ETag that was read, for edits. */
    ifMatch?: string;
    signal?: AbortSignal;
    timeoutMs?: number;
  };

export interface Reply<T> {
  data: T;
  etag: string | null;
}

const SAFE = new Set(["GET", "HEAD"]);

interface Attempt {
  address: string;
  endpoint: EndpointShape;
  input: CallInput<EndpointShape>;
  credentials: RequestCredentials;
}

async function attempt({ address, endpoint, input, credentials }: Attempt): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (!SAFE.has(endpoint.method)) headers["x-csrf-token"] = await csrfToken();
  if (input.ifMatch !== undefined) headers["if-match"] = input.ifMatch;
  if (input.raw?.contentType !== undefined) headers["content-type"] = input.raw.contentType;
  if (endpoint.body) headers["content-type"] = "application/json";
  return send(address, {
    method: endpoint.method,
    headers,
    credentials,
    body: endpoint.body ? JSON.stringify(input.body ?? {}) : input.raw?.body,
    signal: input.signal,
    timeoutMs: input.timeoutMs ?? 15_000,
  });
}

/** Sends, and once each: renews a session that ran out, and a CSRF token that was refused. */
async function exchange(base: Omit<Attempt, "credentials">): Promise<Response> {
  const { endpoint } = base;
  const isMember = endpoint.auth !== "none" && renewedAt() !== null;
  if (isMember && isStale()) await refreshSession();
  const sentAt = Date.now();
  let response = await attempt({ ...base, credentials: "same-origin" });
  if (response.status === 401 && isMember) {
    const lives = await refreshSession(sentAt);
    // What guests may read too is read as a guest once the session has ended.
    if (lives || endpoint.auth === "optional") {
      response = await attempt({ ...base, credentials: lives ? "same-origin" : "omit" });
    }
  }
  if (response.status === 403 && !SAFE.has(endpoint.method)) {
    const problem = await problemOf(response.clone());
    if (problem.code !== "csrf_failed") throw problem;
    forgetCsrfToken();
    response = await attempt({ ...base, credentials: "same-origin" });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/**
 * Calls an endpoint of the contract and answers its reply, parsed, with its ETag. Throws ApiError.
 * @param of the endpoint, or the promise of one whose file is loaded when it is called (endpoints-of.ts)
 */
export async function callForReply<E extends EndpointShape>(
  of: E | Promise<E>,
  input: CallInput<E>,
): Promise<Reply<ReplyOf<E>>> {
  const endpoint = await of;
  const loose: CallInput<EndpointShape> = input;
  const address = addressOf(endpoint.path, loose.params ?? {}, loose.query ?? {});
  const response = await exchange({ address, endpoint, input: loose });
  const etag = response.headers.get("etag");
  if (!endpoint.response) return { data: undefined as ReplyOf<E>, etag };
  const parsed = endpoint.response.safeParse(await response.json().catch(() => null));
  if (!parsed.success) {
    throw new ApiError("bad_reply", { status: response.status, detail: endpoint.id, cause: parsed.error });
  }
  return { data: parsed.data as ReplyOf<E>, etag };
}

/** Calls an endpoint of the contract: `call(getTrack, { params: { track_id } })`. Throws ApiError. */
export async function call<E extends EndpointShape>(
  of: E | Promise<E>,
  input: CallInput<E>,
): Promise<ReplyOf<E>> {
  return (await callForReply(of, input)).data;
}
