import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ERRORS, type ErrorCode } from "@veza/contracts/errors";

/** Ends a request with problem+json (RFC 9457). */
export class HttpProblem extends Error {
  override name = "HttpProblem";
  readonly code: ErrorCode;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.code = code;
    this.headers = headers;
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

export function sendProblem(response: ServerResponse, problem: HttpProblem, requestId: string): void {
  const { status, title } = ERRORS[problem.code];
  response.writeHead(status, { "content-type": "application/problem+json", ...problem.headers });
  const { code, message: detail } = problem;
  response.end(JSON.stringify({ type: "about:blank", title, status, detail, code, request_id: requestId }));
}

/** @throws HttpProblem for a body that is too large or no JSON. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new HttpProblem("payload_too_large", `at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HttpProblem("malformed_json", "the body is not JSON");
  }
}

/** Compares in constant time. @throws HttpProblem when a secret is set and the request does not carry it. */
export function requireSecret(request: IncomingMessage, secret: string | undefined): void {
  if (secret === undefined) return;
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${secret}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new HttpProblem("unauthenticated", "send the shared secret as a bearer token");
  }
}
