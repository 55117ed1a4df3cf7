import type { BodyOf, EndpointShape, ParamsOf, QueryOf, ReplyInput } from "@veza/contracts/endpoint";
import type { FieldError } from "@veza/contracts/errors";
import { can } from "@veza/contracts/roles";
import type { Context } from "hono";
import type { z } from "zod";
import type { App, AppEnv } from "./app.ts";
import { AppError } from "./app-error.ts";
import { isSameOrigin, readAccessToken } from "./credentials.ts";
import { answerOnce, type IdempotencyStore, readIdempotencyKey } from "./idempotency.ts";
import { clientAddress, ipPrefix } from "./network.ts";
import type { Principal } from "./principal.ts";
import { countRequest, type RateLimiter } from "./rate-limit.ts";

/** Longest JSON body in bytes. */
const MAX_JSON_BYTES = 64 * 1024;
const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** What mounting needs from the Worker that mounts. */
export interface Gate<Bindings extends object> {
  verify(env: Bindings, token: string, via: Principal["via"]): Promise<Principal>;
  publicUrl(env: Bindings): string;
  isCsrfTokenValid(env: Bindings, headers: Headers): Promise<boolean>;
  /** Where answers to requests with an Idempotency-Key are kept, for Workers whose endpoints take one. */
  idempotency?(env: Bindings): IdempotencyStore;
  /** What is counted besides the general limit, which the application has counted before. */
  limiter(env: Bindings, kind: "auth" | "upload"): RateLimiter;
}

export interface Call<E extends EndpointShape, Bindings extends object> {
  c: Context<AppEnv<Bindings>>;
  env: Bindings;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  /** Set where the endpoint's `auth` is `required`; null for a guest elsewhere. */
  principal: E["auth"] extends "required" ? Principal : Principal | null;
  /** The revision that `If-Match` names, for endpoints with `if_match`. */
  if_match: number | null;
}

type Handler<E extends EndpointShape, Bindings extends object> = (
  call: Call<E, Bindings>,
) => Promise<E["response"] extends z.ZodType ? ReplyInput<E> : Response | undefined>;

/**
 * Mounts an endpoint of the contract: same origin, credential, capability, rate limit, CSRF, parsing of what
 * comes in, and parsing of the reply, so that a field which the contract does not declare never leaves. A
 * handler returns the reply; status and serialisation are done here. An endpoint without `response` may
 * return a Response of its own.
 */
export function mount<E extends EndpointShape, Bindings extends object>(
  app: App<Bindings>,
  gate: Gate<Bindings>,
  endpoint: E,
  handler: Handler<E, Bindings>,
): void {
  const run = async (c: Context<AppEnv<Bindings>>): Promise<Response> => {
    const { limit } = endpoint;
    if (limit === "auth" || limit === "upload")
      await countRequest(gate.limiter(c.env, limit), limit, c.req.raw.headers);
    const unsafe = UNSAFE.has(endpoint.method);
    if (unsafe && !isSameOrigin(c.req.raw.headers, gate.publicUrl(c.env))) {
      throw new AppError("csrf_failed", { detail: "The request comes from another site." });
    }
    const principal = endpoint.auth === "none" ? null : await authenticate(c, endpoint, gate);
    if (unsafe && principal?.via === "cookie" && !(await gate.isCsrfTokenValid(c.env, c.req.raw.headers))) {
      throw new AppError("csrf_failed", {
        detail: "Send the token of GET /api/v1/auth/csrf as X-CSRF-Token.",
      });
    }
    if (endpoint.capability !== undefined && !can(principal?.role ?? "guest", endpoint.capability)) {
      throw new AppError("forbidden");
    }
    const call = {
      c,
      env: c.env,
      params: parsePart(endpoint.params, c.req.param(), "not_found", "/"),
      query: parsePart(endpoint.query, singleValues(c.req.url), "invalid_request", "?"),
      body:
        endpoint.body === undefined
          ? undefined
          : parsePart(
              endpoint.body,
              await readJson(c.req.raw, endpoint.body_optional === true),
              "validation_failed",
              "/",
            ),
      principal,
      if_match: endpoint.if_match === true ? readIfMatch(c.req.header("if-match")) : null,
    } as Call<E, Bindings>;
    const respond = async (): Promise<Response> => {
      const reply = await handler(call);
      if (endpoint.response === undefined)
        return reply instanceof Response ? reply : c.body(null, endpoint.status as 204);
      // A handler may have set headers on the context: c.json keeps them.
      c.header("cache-control", "no-store", { append: false });
      return c.json(endpoint.response.parse(reply) as object, endpoint.status as 200);
    };
    const store = endpoint.idempotent === true ? gate.idempotency?.(c.env) : undefined;
    const key = store === undefined ? null : readIdempotencyKey(c.req.raw.headers);
    if (store === undefined || key === null || principal === null) return respond();
    const options = {
      endpoint,
      account_id: principal.user_id,
      headers: c.req.raw.headers,
      asked: { params: call.params, query: call.query, body: call.body },
      request_id: c.get("request_id"),
      log: c.get("log"),
    };
    return answerOnce(store, key, options, respond);
  };
  if (endpoint.method !== "HEAD") {
    app.on(endpoint.method, endpoint.path, run);
    return;
  }
  // Hono answers HEAD by the GET route without its body; a GET of such an endpoint is not declared and stays
  // unknown.
  app.get(endpoint.path, (c) => (c.req.method === "HEAD" ? run(c) : c.notFound()));
}

async function authenticate<E extends EndpointShape, Bindings extends object>(
  c: Context<AppEnv<Bindings>>,
  endpoint: E,
  gate: Gate<Bindings>,
): Promise<Principal | null> {
  const credential = readAccessToken(c.req.raw.headers);
  if (credential === null) {
    if (endpoint.auth === "required") throw new AppError("unauthenticated");
    return null;
  }
  const verified = await gate.verify(c.env, credential.token, credential.via);
  const principal = { ...verified, network: ipPrefix(clientAddress(c.req.raw.headers)) };
  c.set("principal", principal);
  return principal;
}

function parsePart<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  code: "not_found" | "invalid_request" | "validation_failed",
  prefix: "/" | "?",
): z.output<S> | undefined {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // An id that cannot exist is not found, like one that does not.
  if (code === "not_found") throw new AppError("not_found");
  throw new AppError(code, { errors: fieldErrors(result.error, prefix) });
}

/** What zod found, as RFC 9457 members that a form can place beside its inputs. */
export function fieldErrors(error: z.ZodError, prefix: "/" | "?"): FieldError[] {
  return error.issues.map((issue) => ({
    pointer: `${prefix}${issue.path.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`,
    code: issue.code,
    message: issue.message,
  }));
}

async function readJson(request: Request, optional: boolean): Promise<unknown> {
  const hasBody = request.body !== null && request.headers.get("content-length") !== "0";
  if (optional && !hasBody && request.headers.get("content-type") === null) return {};
  if (!/^application\/json(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new AppError("unsupported_media_type", { detail: "Send the body as application/json." });
  }
  if (Number(request.headers.get("content-length") ?? 0) > MAX_JSON_BYTES)
    throw new AppError("payload_too_large");
  const bytes = await readAtMost(request.body, MAX_JSON_BYTES);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch (cause) {
    throw new AppError("malformed_json", { cause });
  }
}

/** Reads a body of at most `limit` bytes; more is `payload_too_large`, noticed without holding the rest. */
export async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (body !== null) {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > limit) throw new AppError("payload_too_large");
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function singleValues(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

function readIfMatch(header: string | undefined): number {
  if (header === undefined) throw new AppError("precondition_required");
  const match = /^"r(\d+)"$/.exec(header.trim());
  if (match?.[1] === undefined)
    throw new AppError("precondition_failed", { detail: "If-Match does not carry an ETag of ours." });
  return Number(match[1]);
}

/** The strong ETag of a revision. */
export const revisionTag = (revision: number) => `"r${revision}"`;
