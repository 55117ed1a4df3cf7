import type { EndpointShape } from "@veza/contracts/endpoint";
import { ERRORS, type ErrorCode, Problem } from "@veza/contracts/errors";
import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";

const IDEMPOTENCY_HEADER = z.object({
  "idempotency-key": z.string().optional().meta({
    description: "The same request with the same key within 24 hours is done once and answered the same.",
  }),
});

/** Codes that every endpoint can answer. */
const EVERYWHERE: ErrorCode[] = ["rate_limited", "internal"];

/** OpenAPI 3.1 of the endpoints, from the objects that the Worker mounts: it cannot differ from the code. */
export function openApiDocument(endpoints: readonly EndpointShape[], publicUrl: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Veza",
      version: "1",
      description: "Community music platform. Errors are RFC 9457 problem details with a stable `code`.",
      license: { name: "AGPL-3.0-only", identifier: "AGPL-3.0-only" },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        cookie: { type: "apiKey", in: "cookie", name: "__Host-veza_access" },
      },
    },
  });
}

function operation(endpoint: EndpointShape): ZodOpenApiOperationObject {
  const responses: ZodOpenApiOperationObject["responses"] = {
    [`${endpoint.status}` as "200"]:
      endpoint.response === undefined
        ? { description: "Done" }
        : { description: "Done", content: { "application/json": { schema: endpoint.response } } },
  };
  for (const [status, codes] of byStatus(errorCodes(endpoint))) {
    responses[`${status}` as "400"] = {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join("\n\n"),
      content: { "application/problem+json": { schema: Problem } },
    };
  }
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.auth === "none" ? { security: [] } : { security: security(endpoint.auth) }),
    requestParams: {
      ...(endpoint.params === undefined ? {} : { path: endpoint.params }),
      ...(endpoint.query === undefined ? {} : { query: endpoint.query }),
      ...(endpoint.idempotent === true ? { header: IDEMPOTENCY_HEADER } : {}),
    },
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: endpoint.body_optional !== true,
            content: { "application/json": { schema: endpoint.body } },
          },
        }),
    ...(endpoint.stream === undefined
      ? {}
      : {
          requestBody: {
            required: endpoint.method !== "POST",
            content: Object.fromEntries(
              endpoint.stream.map((type) => [
                type,
                { schema: { type: "string" as const, format: "binary" } },
              ]),
            ),
          },
        }),
    responses,
  };
}

const security = (auth: "optional" | "required") => [
  { bearer: [] },
  { cookie: [] },
  ...(auth === "optional" ? [{}] : []),
];

/** Every code that the endpoint can answer: declared ones, and those that follow from what it takes. */
export function errorCodes(endpoint: EndpointShape): ErrorCode[] {
  const codes = new Set<ErrorCode>([...EVERYWHERE, ...(endpoint.errors ?? [])]);
  if (endpoint.auth !== "none")
    for (const code of ["unauthenticated", "token_expired"] as const) codes.add(code);
  if (endpoint.capability !== undefined) codes.add("forbidden");
  if (endpoint.params !== undefined) codes.add("not_found");
  if (endpoint.query !== undefined) codes.add("invalid_request");
  if (endpoint.body !== undefined) {
    for (const code of [
      "malformed_json",
      "validation_failed",
      "payload_too_large",
      "unsupported_media_type",
    ] as const)
      codes.add(code);
  }
  if (endpoint.idempotent === true)
    for (const code of ["invalid_request", "idempotency_in_progress", "idempotency_key_reused"] as const)
      codes.add(code);
  if (endpoint.method !== "GET" && endpoint.method !== "HEAD") codes.add("csrf_failed");
  return [...codes];
}

function byStatus(codes: ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}
