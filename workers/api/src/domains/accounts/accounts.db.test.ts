import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";

const POST = { method: "POST" } as const;
const credentials = { username: "ada", email: "Ada@Veza.test", password: "a-good-password-4" };

describe.each(await availableBackends())("accounts on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const register = (more: object = {}) =>
    harness.request("/api/v1/auth/register", { ...POST, json: { ...credentials, ...more } });
  const mails = () =>
    harness.said.events
      .filter((event) => event.type === "mail.requested")
      .map((event) => event.data as { to: string; template: string; values: Record<string, string> });
  const cookies = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  const tokenOfMail = (mail: { values: Record<string, string> } | undefined) =>
    new URL(mail?.values.link ?? "").searchParams.get("token");

  test("register, verify by mail, sign in, be known, sign out", async () => {
    const registered = await register();
    expect(registered.status).toBe(201);
    expect(await registered.json()).toMatchObject({
      user: { username: "ada", email: "ada@veza.test", role: "user", email_verified: false },
    });
    for (const line of registered.headers.getSetCookie())
      expect(line).toMatch(/^__Host-\w+=.*; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax$/);
    await harness.settle();
    const [mail] = mails();
    expect(mail).toMatchObject({ to: "ada@veza.test", template: "verify_email" });

    const verified = await harness.request("/api/v1/auth/verify-email", {
      ...POST,
      json: { token: tokenOfMail(mail) },
    });
    expect(await verified.json()).toMatchObject({ user: { email_verified: true } });

    const login = await harness.request("/api/v1/auth/login", {
      ...POST,
      json: { email: credentials.email, password: credentials.password },
    });
    expect(login.status).toBe(200);
    const session = cookies(login);
    const me = await harness.request("/api/v1/auth/me", { headers: { cookie: session } });
    expect(await me.json()).toMatchObject({ user: { username: "ada" } });

    const csrf = await harness.request("/api/v1/auth/csrf", { headers: { cookie: session } });
    const { csrf_token } = (await csrf.json()) as { csrf_token: string };
    const both = `${session}; ${cookies(csrf)}`;
    expect(
      (await harness.request("/api/v1/auth/logout", { ...POST, json: {}, headers: { cookie: session } }))
        .status,
    ).toBe(403);
    const logout = await harness.request("/api/v1/auth/logout", {
      ...POST,
      json: {},
      headers: { cookie: both, "x-csrf-token": csrf_token },
    });
    expect(logout.status).toBe(204);
    expect((await harness.request("/api/v1/auth/me", { headers: { cookie: session } })).status).toBe(401);
  });

  test("a link that a mail scanner opened first still works; a made-up one does not", async () => {
    await register();
    await harness.settle();
    const token = tokenOfMail(mails()[0]);
    for (let i = 0; i < 2; i++) {
      expect((await harness.request("/api/v1/auth/verify-email", { ...POST, json: { token } })).status).toBe(
        200,
      );
    }
    const bad = await harness.request("/api/v1/auth/verify-email", {
      ...POST,
      json: { token: "vet_made_up_token" },
    });
    expect([bad.status, await codeOf(bad)]).toEqual([422, "token_invalid"]);
  });

  test("a known address gets the same answer, and only its owner is told", async () => {
    await harness.account();
    const [owner] = await harness.database.query("select email from users");
    const answer = await register({ email: String(owner?.email) });
    await harness.settle();
    expect(answer.status).toBe(201);
    expect(Object.keys(((await answer.json()) as { user: object }).user)).toContain("email");
    expect(mails().at(-1)).toMatchObject({ template: "address_in_use" });
    expect(mails().at(-1)?.values.link).not.toContain("token");
    // The second account signs in like any other that waits for its mail, and the first one still does.
    const login = await harness.request("/api/v1/auth/login", {
      ...POST,
      json: { email: owner?.email, password: credentials.password },
    });
    expect(login.status).toBe(200);
  });

  test("of two accounts that wait for one address, one is verified", async () => {
    await register();
    await register({ username: "ada2" });
    await harness.settle();
    const [first, second] = mails();
    expect(
      (await harness.request("/api/v1/auth/verify-email", { ...POST, json: { token: tokenOfMail(first) } }))
        .status,
    ).toBe(200);
    const late = await harness.request("/api/v1/auth/verify-email", {
      ...POST,
      json: { token: tokenOfMail(second) },
    });
    expect([late.status, await codeOf(late)]).toEqual([422, "token_invalid"]);
  });

  test.each([
    [{ username: "ada" }, 201, undefined],
    [{ username: "Ada" }, 422, "validation_failed"],
    [{ email: "nobody" }, 422, "validation_failed"],
    [{ password: "short" }, 422, "validation_failed"],
    [{ password: "password123" }, 422, "weak_password"],
    [{ role: "admin" }, 422, "validation_failed"],
    [{ email_verified: true }, 422, "validation_failed"],
  ])("register with %j answers %i %s", async (more, status, code) => {
    const response = await register(more);
    expect(response.status).toBe(status);
    if (code !== undefined) expect(await codeOf(response)).toBe(code);
  });

  test("a username is taken once, also by two at the same time", async () => {
    const answers = await Promise.all([register(), register({ email: "other@veza.test" })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  test("a refresh token works once; its second use ends the family", async () => {
    const { refresh } = await harness.account();
    const rotate = (token: string) =>
      harness.request("/api/v1/auth/refresh", { ...POST, json: { refresh_token: token } });
    const next = (await (await rotate(refresh)).json()) as { refresh_token: string; access_token: string };
    expect((await harness.request("/api/v1/auth/me", { token: next.access_token })).status).toBe(200);
    const reused = await rotate(refresh);
    expect([reused.status, await codeOf(reused)]).toEqual([401, "refresh_reused"]);
    expect((await rotate(next.refresh_token)).status).toBe(401);
    expect((await harness.request("/api/v1/auth/me", { token: next.access_token })).status).toBe(401);
  });

  test("of two refreshes at the same moment one wins, and the session ends", async () => {
    const { refresh } = await harness.account();
    const answers = await Promise.all(
      [1, 2].map(() =>
        harness.request("/api/v1/auth/refresh", { ...POST, json: { refresh_token: refresh } }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401]);
  });

  test("a browser refreshes by its cookie and an empty request; a program signs out with nothing but its token", async () => {
    const session = cookies(await register());
    const refreshed = await harness.request("/api/v1/auth/refresh", {
      ...POST,
      headers: { cookie: session },
    });
    expect(refreshed.status).toBe(200);
    expect(await refreshed.json()).toMatchObject({ user: { username: "ada" } });
    expect(cookies(refreshed)).not.toBe(session);
    const { token } = await harness.account();
    expect((await harness.request("/api/v1/auth/logout", { ...POST, token })).status).toBe(204);
    expect((await harness.request("/api/v1/auth/me", { token })).status).toBe(401);
  });

  test("a refresh token is no access token, and the other way round", async () => {
    const { refresh, token } = await harness.account();
    expect((await harness.request("/api/v1/auth/me", { token: refresh })).status).toBe(401);
    expect(
      (await harness.request("/api/v1/auth/refresh", { ...POST, json: { refresh_token: token } })).status,
    ).toBe(401);
  });

  test("the fifth bad password begins a delay, for known and unknown addresses alike, and tells the owner", async () => {
    const { email } = await harness.account();
    for (const address of [email, "nobody@veza.test"]) {
      const attempt = (password: string) =>
        harness.request("/api/v1/auth/token", { ...POST, json: { email: address, password } });
      for (let i = 0; i < 5; i++)
        expect(await codeOf(await attempt("wrong-password"))).toBe("invalid_credentials");
      const locked = await attempt(credentials.password);
      expect([locked.status, await codeOf(locked)]).toEqual([429, "account_locked"]);
      expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    await harness.settle();
    expect(
      mails()
        .filter((mail) => mail.template === "account_locked")
        .map((mail) => mail.to),
    ).toEqual([email]);
  });

  test("no hash, token or password is stored or answered in the clear", async () => {
    const { refresh } = await harness.account();
    const dump = JSON.stringify([
      await harness.database.query("select * from users"),
      await harness.database.query("select * from refresh_tokens"),
      await harness.database.query("select * from outbox"),
    ]);
    expect(dump).not.toContain(refresh);
    expect(dump).not.toContain(credentials.password);
  });

  test("a page of another site can't act with the cookie", async () => {
    const login = await register();
    const session = cookies(login);
    for (const headers of [
      { origin: "https://evil.test" },
      { "sec-fetch-site": "cross-site" },
      { origin: "null" },
      { origin: "http://localhost:8787.evil.test" },
    ]) {
      const response = await harness.request("/api/v1/auth/logout", {
        ...POST,
        json: {},
        headers: { cookie: session, ...headers } as Record<string, string>,
      });
      expect([response.status, await codeOf(response)]).toEqual([403, "csrf_failed"]);
    }
  });
});
