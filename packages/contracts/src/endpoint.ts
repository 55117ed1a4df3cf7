import type { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import type { Capability } from "./roles.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";

/**
 * Who may call. `none`: no credential is read. `optional`: a credential is read if there is one
 * (an invalid one is an error all the same). `required`: 401 without one.
 */
export type Auth = "none" | "optional" | "required";

/** What the body is. A `stream` body is read by the handler itself (uploads) and has no schema. */
export type BodyKind = "none" | "json" | "stream";

export interface EndpointShape {
  id: string;
  method: Method;
  /** Path with `:param` segments, below the origin. */
  path: string;
  tag: string;
  summary: string;
  auth: Auth;
  capability?: Capability;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** A request without any body is taken as `{}`. Otherwise a JSON body is required. */
  body_optional?: boolean;
  /** Content types of a `stream` body, for the documentation. */
  stream?: readonly string[];
  status: number;
  response?: z.ZodType;
  /** Codes beyond those that every endpoint can answer (`invalid_request`, `rate_limited`, `internal`, …). */
  errors?: readonly ErrorCode[];
  /** Edits that need `If-Match`. */
  if_match?: boolean;
  /**
   * Takes an Idempotency-Key: the same request with the same key within 24 hours gets the same answer. For
   * what creates something, by an account (`auth: "required"`).
   */
  idempotent?: boolean;
  /** Requests a minute and client allowed; the default is the platform's general limit. */
  limit?: "general" | "auth" | "upload";
}

/** Declares one REST endpoint. The Worker mounts it and the web app calls it: one object for both. */
export function endpoint<const E extends EndpointShape>(shape: E): E {
  return shape;
}

type InputOf<S> = S extends z.ZodType ? z.input<S> : undefined;
type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

export type ParamsOf<E extends EndpointShape> = OutputOf<E["params"]>;
export type QueryOf<E extends EndpointShape> = OutputOf<E["query"]>;
export type BodyOf<E extends EndpointShape> = OutputOf<E["body"]>;
export type ParamsInput<E extends EndpointShape> = InputOf<E["params"]>;
export type QueryInput<E extends EndpointShape> = InputOf<E["query"]>;
export type BodyInput<E extends EndpointShape> = InputOf<E["body"]>;
export type ReplyOf<E extends EndpointShape> = OutputOf<E["response"]>;
/** What a handler returns: the reply before it is parsed through the contract. */
export type ReplyInput<E extends EndpointShape> = InputOf<E["response"]>;
