import { Problem } from "@veza/contracts/errors";
import { ENDPOINTS } from "@veza/contracts/http/endpoints";
import { can, ROLES, type Role } from "@veza/contracts/roles";
import { availableBackends } from "@veza/dev/testing/database";
import { errorCodes } from "@veza/worker-kit/openapi";
import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "./testing/harness.ts";

const [backend] = await availableBackends();
if (backend === undefined) throw new Error("no database");

/** A path of the endpoint with ids that have the right form and belong to nothing. */
const SAMPLES: Record<string, string> = {
  track_id: "trk_01h455vb4pex5vsknk084sn02q",
  upload_id: "upl_01h455vb4pex5vsknk084sn02q",
  dead_letter_id: "dlq_01h455vb4pex5vsknk084sn02q",
  party_id: "pty_01h455vb4pex5vsknk084sn02q",
  username: "nobody_here",
  room_id: "rom_01h455vb4pex5vsknk084sn02q",
  user_id: "usr_01h455vb4pex5vsknk084sn02q",
  attachment_id: "att_01h455vb4pex5vsknk084sn02q",
  file: "original",
  webhook_id: "whk_01h455vb4pex5vsknk084sn02q",
  secret: "a-secret-that-nobody-ever-had",
  report_id: "rpt_01h455vb4pex5vsknk084sn02q",
  kind: "track",
  subject_id: "trk_01h455vb4pex5vsknk084sn02q",
};
const pathOf = (path: string) => path.replaceAll(/:(\w+)/g, (_, name: string) => SAMPLES[name] ?? "missing");
const unsafe = (method: string) => !["GET", "HEAD"].includes(method);

/**
 * ASVS 5.0: V2.2.1 (validation), V3.5 (same origin), V8.2 (authorisation), V9.1 (tokens), V16.5 (error
 * handling).
 */
describe.each(ENDPOINTS.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
  "%s",
  (_name, endpoint) => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await shared();
    });

    const call = (init: RequestInit & { token?: string; json?: unknown } = {}) =>
      harness.request(pathOf(endpoint.path), {
        method: endpoint.method,
        ...init,
        headers: {
          "tus-resumable": "1.0.0",
          ...(endpoint.if_match === true ? { "if-match": '"r1"' } : {}),
          ...(init.headers as Record<string, string>),
        },
        ...(endpoint.body !== undefined && init.body === undefined && !("json" in init) ? { json: {} } : {}),
      });
    const problem = async (response: Response) => {
      if (endpoint.method === "HEAD") return { status: response.status, code: "" };
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const parsed = Problem.parse(await response.json());
      expect(parsed.status).toBe(response.status);
      expect(errorCodes(endpoint)).toContain(parsed.code);
      return parsed;
    };

    if (endpoint.auth === "required") {
      test("without a token: 401", async () => {
        expect((await problem(await call())).status).toBe(401);
      });
    }
    if (endpoint.auth !== "none") {
      test("with a token that is not ours, expired, of another audience or unsigned: 401", async () => {
        for (const token of await forgedTokens(harness))
          expect([token.name, (await problem(await call({ token: token.value }))).status]).toEqual([
            token.name,
            401,
          ]);
      });
    }
    const { capability } = endpoint;
    if (capability !== undefined) {
      test("with every role: refused exactly where the table says so", async () => {
        for (const role of ROLES.filter((name) => name !== "guest")) {
          const { token } = await accountOf(harness, role);
          const response = await call({ token });
          if (can(role, capability)) expect(response.status).not.toBe(401);
          else expect([role, (await problem(response)).status]).toEqual([role, 403]);
          if (!can(role, capability)) expect(response.status).toBe(403);
        }
      });
    }
    if (endpoint.body !== undefined) {
      test("a body that is missing, malformed, of another type, too long or has unknown fields is refused", async () => {
        const { token } = await accountOf(harness, "admin");
        const json = { "content-type": "application/json" };
        expect((await problem(await call({ token, body: "", headers: json }))).code).toBe("malformed_json");
        expect((await problem(await call({ token, body: "{", headers: json }))).code).toBe("malformed_json");
        expect(
          (await problem(await call({ token, body: "{}", headers: { "content-type": "text/plain" } }))).code,
        ).toBe("unsupported_media_type");
        expect(
          (await problem(await call({ token, body: `"${"x".repeat(70_000)}"`, headers: json }))).code,
        ).toBe("payload_too_large");
        expect((await problem(await call({ token, json: { surely_unknown: 1 } }))).code).toBe(
          "validation_failed",
        );
      });
    }
    test("U+0000 or half a character in any text of it is refused, and never an error of ours", async () => {
      const { token } = await accountOf(harness, "admin");
      const answers: [string, number][] = [];
      const send = async (what: string, path: string, json?: unknown) => {
        const { status } = await harness.request(path, {
          method: endpoint.method,
          token,
          headers: {
            "tus-resumable": "1.0.0",
            ...(endpoint.if_match === true ? { "if-match": '"r1"' } : {}),
          },
          ...(endpoint.body === undefined ? {} : { json: json ?? {} }),
        });
        answers.push([what, status]);
      };
      for (const name of Object.keys(endpoint.query?.shape ?? {}))
        await send(`?${name}`, `${pathOf(endpoint.path)}?${name}=a%00b`);
      for (const [step] of endpoint.path.matchAll(/:\w+/g))
        await send(step, pathOf(endpoint.path.replace(step, "a%00b")));
      const body: object = endpoint.body === undefined ? {} : Reflect.get(endpoint.body, "shape");
      for (const name of Object.keys(body))
        for (const text of ["a\0b", "\ud800"]) await send(name, pathOf(endpoint.path), { [name]: text });
      expect(answers.filter(([, status]) => status < 400 || status >= 500)).toEqual([]);
    });
    if (unsafe(endpoint.method)) {
      test("from another site: 403", async () => {
        for (const headers of [{ origin: "https://evil.test" }, { "sec-fetch-site": "cross-site" }]) {
          expect((await problem(await call({ headers: headers as Record<string, string> }))).code).toBe(
            "csrf_failed",
          );
        }
      });
    }
    test("when the limiter refuses: 429 with Retry-After", async () => {
      harness.failing.limiter = true;
      const response = await call();
      harness.failing.limiter = false;
      expect((await problem(response)).status).toBe(429);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    });
    if (endpoint.params !== undefined) {
      test("with an id of another form: 404", async () => {
        const { token } = await accountOf(harness, "admin");
        const path = endpoint.path.replaceAll(/:\w+/g, "'; drop table tracks --");
        const response = await harness.request(encodeURI(path), {
          method: endpoint.method,
          token,
          headers: { "tus-resumable": "1.0.0", "if-match": '"r1"' },
          ...(endpoint.body === undefined ? {} : { json: {} }),
        });
        expect([404, 422]).toContain(response.status);
      });
    }
  },
);

test("every route of the API is in the contract, and every endpoint of the contract is mounted", async () => {
  const harness = await shared();
  const mounted = new Set(
    harness.app.routes
      .filter(
        (route) => route.path.startsWith("/api/v1/") && route.method !== "ALL" && route.method !== "OPTIONS",
      )
      .map((route) => `${route.method} ${route.path}`),
  );
  mounted.delete("GET /api/v1/openapi.json");
  // Stands for another method of the same endpoint (X-HTTP-Method-Override of tus), and has its rules.
  mounted.delete("POST /api/v1/uploads/:upload_id");
  const declared = new Set(
    ENDPOINTS.map((endpoint) => `${endpoint.method === "HEAD" ? "GET" : endpoint.method} ${endpoint.path}`),
  );
  expect([...mounted].sort()).toEqual([...declared].sort());
});

test("the OpenAPI document names every endpoint with its errors", async () => {
  const harness = await shared();
  const document = (await (await harness.request("/api/v1/openapi.json")).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; responses: object }>>;
  };
  expect(document.openapi).toBe("3.1.0");
  for (const endpoint of ENDPOINTS) {
    const operation =
      document.paths[endpoint.path.replaceAll(/:(\w+)/g, "{$1}")]?.[endpoint.method.toLowerCase()];
    expect(operation?.operationId).toBe(endpoint.id);
    expect(Object.keys(operation?.responses ?? {})).toContain(String(endpoint.status));
  }
});

test("an unknown address is a problem, and a defect tells nothing", async () => {
  const harness = await shared();
  const response = await harness.request("/api/v1/nothing/here");
  expect(Problem.parse(await response.json())).toMatchObject({ status: 404, code: "not_found" });
});

const OPERATOR = { token: "metrics-token-of-the-tests" };

test("metrics are for who has their token: only a developer's copy shows them to everybody", async () => {
  const harness = await shared();
  for (const init of [{}, { token: "another-token-of-nobody" }]) {
    const refused = await harness.request("/metrics", init);
    expect([refused.status, Problem.parse(await refused.json()).code]).toEqual([401, "unauthenticated"]);
  }
  expect((await harness.request("/metrics", OPERATOR)).status).toBe(200);
});

test.each([
  "/healthz",
  "/readyz",
  "/metrics",
  "/api/docs",
  "/api/v1/openapi.json",
  "/.well-known/jwks.json",
  "/api/v1/nothing/here",
  "/dev/mail",
  "/somewhere/else",
])("%s is refused with 429 and Retry-After when a network asks too often", async (path) => {
  const harness = await shared();
  harness.failing.limiter = true;
  const response = await harness.request(path);
  harness.failing.limiter = false;
  expect([response.status, Problem.parse(await response.json()).code]).toEqual([429, "rate_limited"]);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("metrics are Prometheus text with real values", async () => {
  const harness = await shared();
  const text = await (await harness.request("/metrics", OPERATOR)).text();
  const count = Number(
    /^veza_http_request_duration_seconds_count\{.*route="\/api\/v1\/auth\/me".*\} (\d+)$/m.exec(text)?.[1],
  );
  await harness.request("/api/v1/auth/me");
  const again = await (await harness.request("/metrics", OPERATOR)).text();
  const total = [
    ...again.matchAll(
      /^veza_http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/auth\/me"[^}]*\} (\d+)$/gm,
    ),
  ].reduce((sum, match) => sum + Number(match[1]), 0);
  expect(total).toBeGreaterThan(count);
  for (const line of again.trim().split("\n"))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [\d.e+-]+)$/);
});

test("the public keys hold nothing private", async () => {
  const harness = await shared();
  const { keys } = (await (await harness.request("/.well-known/jwks.json")).json()) as {
    keys: Record<string, string>[];
  };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "e", "kid", "kty", "n", "use"]]);
});

let opened: Promise<Harness> | null = null;
function shared(): Promise<Harness> {
  if (backend === undefined) throw new Error("no database");
  opened ??= openHarness(backend);
  return opened;
}
afterAll(async () => (await opened)?.stop());

const accounts = new Map<Role, ReturnType<Harness["account"]>>();
/** One account a role for all endpoints: what is tested here never changes it. */
function accountOf(harness: Harness, role: Role): ReturnType<Harness["account"]> {
  const known = accounts.get(role) ?? harness.account(role);
  accounts.set(role, known);
  return known;
}

let forged: Promise<{ name: string; value: string }[]> | null = null;
function forgedTokens(harness: Harness) {
  forged ??= forgeTokens(harness);
  return forged;
}

async function forgeTokens(harness: Harness): Promise<{ name: string; value: string }[]> {
  const { privateKey } = await generateKeyPair("RS256");
  const claims = () =>
    new SignJWT({ role: "super_admin", sid: "ses_01h455vb4pex5vsknk084sn02q" })
      .setSubject("usr_01h455vb4pex5vsknk084sn02q")
      .setIssuer("http://localhost:8787")
      .setAudience("veza")
      .setIssuedAt()
      .setExpirationTime("10m");
  const { keys } = (await (await harness.request("/.well-known/jwks.json")).json()) as {
    keys: { n: string }[];
  };
  const header = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [
    {
      name: "another key",
      value: await claims()
        .setProtectedHeader({ alg: "RS256", kid: "test-1", typ: "at+jwt" })
        .sign(privateKey),
    },
    {
      name: "HS256 with the public key",
      value: await claims()
        .setProtectedHeader({ alg: "HS256", kid: "test-1", typ: "at+jwt" })
        .sign(new TextEncoder().encode(keys[0]?.n)),
    },
    {
      name: "none",
      value: `${header({ alg: "none", typ: "at+jwt" })}.${header({ sub: "usr_01h455vb4pex5vsknk084sn02q", role: "admin" })}.`,
    },
    { name: "garbage", value: "not.a.token" },
  ];
}
