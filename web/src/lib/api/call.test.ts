import { logout } from "@veza/contracts/http/accounts";
import { login } from "@veza/contracts/http/sign-in";
import { deleteTrack, getTrack, listTracks, updateTrack } from "@veza/contracts/http/tracks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import { addressOf } from "./address.ts";
import { ApiError } from "./api-error.ts";
import { call, callForReply } from "./call.ts";
import { forgetCsrfToken } from "./csrf.ts";
import { RENEW_AFTER_MS, rememberSession, renewedAt } from "./session-hint.ts";

const track = sampleTrack(1);
const params = { track_id: track.id };

interface Seen {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
  credentials: RequestCredentials | undefined;
}

/** A platform that answers from a table of paths and remembers what was asked. */
function platform(routes: Record<string, (seen: Seen, nth: number) => Response | Promise<Response>>): Seen[] {
  const log: Seen[] = [];
  const counts = new Map<string, number>();
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const seen = {
      method: init.method ?? "GET",
      path,
      headers: new Headers(init.headers),
      body: init.body,
      credentials: init.credentials,
    };
    log.push(seen);
    const key = `${seen.method} ${path.split("?")[0]}`;
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    const route = routes[key];
    if (!route) throw new TypeError(`no route ${key}`);
    return route(seen, nth);
  });
  return log;
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });
const problem = (status: number, code: string, extra: object = {}) =>
  json({ type: "about:blank", title: code, status, detail: "…", code, request_id: "r1", ...extra }, status);
const csrf = { "GET /api/v1/auth/csrf": (_: Seen, nth: number) => json({ csrf_token: `token-${nth}` }) };
const user = {
  id: track.uploader.id,
  username: "somebody",
  role: "user",
  email_verified: true,
  avatar_url: null,
  created_at: track.created_at,
};
const path = `/api/v1/tracks/${track.id}`;

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  forgetCsrfToken();
});
afterEach(() => vi.unstubAllGlobals());

describe("addresses", () => {
  test("parameters are filled in and escaped, the query leaves out what is not given", () => {
    expect(addressOf("/a/:one/b/:two", { one: "x/y", two: 3 }, { q: "é", none: undefined })).toBe(
      "/a/x%2Fy/b/3?q=%C3%A9",
    );
  });
  test("a missing parameter is a mistake in the page", () =>
    expect(() => addressOf("/a/:one")).toThrow("one"));
});

describe("call", () => {
  test("parses the reply through the contract: what is not declared does not come in", async () => {
    platform({ [`GET ${path}`]: () => json({ ...track, secret: 1 }, 200, { etag: '"7"' }) });
    const reply = await callForReply(getTrack, { params });
    expect(reply.etag).toBe('"7"');
    expect(reply.data).toEqual(track);
  });

  test("a reply that is not what the contract says is refused", async () => {
    platform({ [`GET ${path}`]: () => json({ id: 5 }) });
    await expect(call(getTrack, { params })).rejects.toMatchObject({ code: "bad_reply" });
  });

  test("problem+json becomes an error with code, fields and request id", async () => {
    platform({
      [`GET ${path}`]: () =>
        problem(422, "validation_failed", {
          errors: [{ pointer: "/title", code: "too_small", message: "…" }],
          retry_after_ms: 50,
        }),
    });
    const error = await call(getTrack, { params }).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: "validation_failed",
      status: 422,
      requestId: "r1",
      retryAfterMs: 50,
      fields: [{ pointer: "/title" }],
    });
  });

  test.each([
    [502, "internal"],
    [404, "not_found"],
    [429, "rate_limited"],
    [418, "bad_reply"],
  ])("a %i that is a page of something in between is %s", async (status, code) => {
    platform({ [`GET ${path}`]: () => new Response("<html>", { status }) });
    await expect(call(getTrack, { params })).rejects.toMatchObject({ code, status });
  });

  test("no answer is `network`, or `offline` when the device says so; an own abort stays an abort", async () => {
    platform({});
    await expect(call(listTracks, {})).rejects.toMatchObject({ code: "network" });
    vi.stubGlobal("navigator", { onLine: false });
    await expect(call(listTracks, {})).rejects.toMatchObject({ code: "offline" });
    const aborted = AbortSignal.abort(new Error("mine"));
    vi.stubGlobal("fetch", () => Promise.reject(new Error("mine")));
    await expect(call(listTracks, { signal: aborted })).rejects.toThrow("mine");
  });

  test("a time limit is `timeout`", async () => {
    vi.stubGlobal(
      "fetch",
      (_: string, init: RequestInit) =>
        new Promise((_resolve, reject) =>
          init.signal?.addEventListener("abort", () => reject(new Error("x"))),
        ),
    );
    await expect(call(listTracks, { timeoutMs: 5 })).rejects.toMatchObject({ code: "timeout" });
  });

  test("the CSRF token is asked for once and sent with unsafe methods only", async () => {
    const log = platform({
      ...csrf,
      [`GET ${path}`]: () => json(track),
      [`DELETE ${path}`]: () => new Response(null, { status: 204 }),
    });
    await call(getTrack, { params });
    await Promise.all([call(deleteTrack, { params }), call(deleteTrack, { params })]);
    expect(log.filter((it) => it.path.endsWith("/csrf"))).toHaveLength(1);
    expect(log.map((it) => it.headers.get("x-csrf-token"))).toEqual([null, null, "token-0", "token-0"]);
  });

  test("a refused CSRF token is renewed once", async () => {
    const log = platform({
      ...csrf,
      [`DELETE ${path}`]: (_, nth) =>
        nth === 0 ? problem(403, "csrf_failed") : new Response(null, { status: 204 }),
    });
    await call(deleteTrack, { params });
    expect(log.filter((it) => it.method === "DELETE").map((it) => it.headers.get("x-csrf-token"))).toEqual([
      "token-0",
      "token-1",
    ]);
  });

  test("another 403 is told as it is", async () => {
    platform({ ...csrf, [`DELETE ${path}`]: () => problem(403, "forbidden") });
    await expect(call(deleteTrack, { params })).rejects.toMatchObject({ code: "forbidden" });
  });

  test("edits carry If-Match and a JSON body", async () => {
    const log = platform({ ...csrf, [`PATCH ${path}`]: () => json(track) });
    await call(updateTrack, { params, body: { title: "New" }, ifMatch: '"7"' });
    expect(log.at(-1)).toMatchObject({ body: '{"title":"New"}' });
    expect(log.at(-1)?.headers.get("if-match")).toBe('"7"');
  });
});

describe("a session that ran out", () => {
  const refresh = "POST /api/v1/auth/refresh";

  test("is renewed once for all calls at the same time, which are then repeated", async () => {
    rememberSession(Date.now() - 1000);
    let isRenewed = false;
    const log = platform({
      ...csrf,
      [`GET ${path}`]: () => (isRenewed ? json(track) : problem(401, "token_expired")),
      [refresh]: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        isRenewed = true;
        return json({ user });
      },
    });
    const replies = await Promise.all([
      call(getTrack, { params }),
      call(getTrack, { params }),
      call(getTrack, { params }),
    ]);
    expect(replies.map((it) => it.id)).toEqual([track.id, track.id, track.id]);
    expect(log.filter((it) => it.path.endsWith("/refresh"))).toHaveLength(1);
    expect(log.find((it) => it.path.endsWith("/refresh"))?.body).toBe("{}");
  });

  test("is renewed before a call when it must have run out by now", async () => {
    rememberSession(Date.now() - RENEW_AFTER_MS - 1);
    const log = platform({ ...csrf, [refresh]: () => json({ user }), [`GET ${path}`]: () => json(track) });
    await call(getTrack, { params });
    expect(log.map((it) => it.path.split("/").at(-1))).toEqual(["csrf", "refresh", track.id]);
  });

  test("another tab that renewed meanwhile is believed: the old token is not used twice", async () => {
    rememberSession(Date.now() - 1000);
    vi.stubGlobal("navigator", {
      onLine: true,
      locks: {
        request: async (_name: string, work: () => Promise<boolean>) => {
          rememberSession(Date.now() + 1);
          return work();
        },
      },
    });
    const log = platform({
      ...csrf,
      [`GET ${path}`]: (_, nth) => (nth === 0 ? problem(401, "token_expired") : json(track)),
    });
    await call(getTrack, { params });
    expect(log.some((it) => it.path.endsWith("/refresh"))).toBe(false);
  });

  test("that has ended is forgotten, and public things are read as a guest", async () => {
    rememberSession(Date.now() - 1000);
    const log = platform({
      ...csrf,
      [`GET ${path}`]: (seen) => (seen.credentials === "omit" ? json(track) : problem(401, "token_expired")),
      [refresh]: () => problem(401, "unauthenticated"),
    });
    await call(getTrack, { params });
    expect(log.at(-1)?.credentials).toBe("omit");
    expect(renewedAt()).toBeNull();
  });

  test("is not renewed for guests, nor when a password is wrong", async () => {
    const log = platform({ ...csrf, "POST /api/v1/auth/login": () => problem(401, "invalid_credentials") });
    await expect(call(login, { body: { email: "a@b.cc", password: "x" } })).rejects.toMatchObject({
      code: "invalid_credentials",
    });
    expect(log.some((it) => it.path.endsWith("/refresh"))).toBe(false);
  });

  test("a server that cannot be reached while renewing ends nothing", async () => {
    rememberSession(Date.now() - 1000);
    platform({
      ...csrf,
      [`GET ${path}`]: () => problem(401, "token_expired"),
      [refresh]: () => problem(503, "unavailable"),
    });
    await expect(call(getTrack, { params })).rejects.toMatchObject({ code: "unavailable" });
    expect(renewedAt()).not.toBeNull();
  });

  test("an endpoint without a reply answers nothing", async () => {
    platform({ ...csrf, "POST /api/v1/auth/logout": () => new Response(null, { status: 204 }) });
    await expect(call(logout, { body: {} })).resolves.toBeUndefined();
  });
});
