import { availableBackends } from "@veza/dev/testing/database";
import { hash } from "bcryptjs";
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
      headers: { cookie: cookies(registered) },
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

  test("a link that was used already still tells so; a made-up one does not", async () => {
    const session = cookies(await register());
    await harness.settle();
    const token = tokenOfMail(mails()[0]);
    for (let i = 0; i < 2; i++) {
      const again = { ...POST, json: { token }, headers: { cookie: session } };
      expect((await harness.request("/api/v1/auth/verify-email", again)).status).toBe(200);
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
      (
        await harness.request("/api/v1/auth/verify-email", {
          ...POST,
          json: { token: tokenOfMail(first), password: credentials.password },
        })
      ).status,
    ).toBe(200);
    const late = await harness.request("/api/v1/auth/verify-email", {
      ...POST,
      json: { token: tokenOfMail(second), password: credentials.password },
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

  const rotate = (token: string) =>
    harness.request("/api/v1/auth/refresh", { ...POST, json: { refresh_token: token } });
  const tokensOf = async (response: Response) =>
    (await response.json()) as { refresh_token: string; access_token: string };
  /** Lets the grace of every token that was used be over. */
  const later = () =>
    harness.database.query("update refresh_tokens set used_at = used_at - interval '11 seconds'");

  test("a refresh token works once; its use after the grace ends the family", async () => {
    const { refresh } = await harness.account();
    const next = await tokensOf(await rotate(refresh));
    expect((await harness.request("/api/v1/auth/me", { token: next.access_token })).status).toBe(200);
    await later();
    const reused = await rotate(refresh);
    expect([reused.status, await codeOf(reused)]).toEqual([401, "refresh_reused"]);
    expect((await rotate(next.refresh_token)).status).toBe(401);
    expect((await harness.request("/api/v1/auth/me", { token: next.access_token })).status).toBe(401);
  });

  test("two tabs that refresh at the same moment get the same successor, and the session lives", async () => {
    const { refresh } = await harness.account();
    const answers = await Promise.all([1, 2, 3, 4].map(() => rotate(refresh)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const got = await Promise.all(answers.map(tokensOf));
    expect(new Set(got.map((tokens) => tokens.refresh_token)).size).toBe(1);
    for (const { access_token } of got)
      expect((await harness.request("/api/v1/auth/me", { token: access_token })).status).toBe(200);
    await later();
    expect((await rotate(got[0]?.refresh_token ?? "")).status).toBe(200);
  });

  test("within the grace, a token whose successor was used already ends the family", async () => {
    const { refresh } = await harness.account();
    const next = await tokensOf(await rotate(refresh));
    const last = await tokensOf(await rotate(next.refresh_token));
    const reused = await rotate(refresh);
    expect([reused.status, await codeOf(reused)]).toEqual([401, "refresh_reused"]);
    expect((await rotate(last.refresh_token)).status).toBe(401);
  });

  test("a session that was ended is not brought back by the grace", async () => {
    const { refresh } = await harness.account();
    const next = await tokensOf(await rotate(refresh));
    await harness.request("/api/v1/auth/logout", { ...POST, json: {}, token: next.access_token });
    expect((await rotate(refresh)).status).toBe(401);
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
      // What the Host header says is the client's to choose.
      { origin: "http://evil.test", host: "evil.test" },
    ]) {
      const response = await harness.request("/api/v1/auth/logout", {
        ...POST,
        json: {},
        headers: { cookie: session, ...headers } as Record<string, string>,
      });
      expect([response.status, await codeOf(response)]).toEqual([403, "csrf_failed"]);
    }
  });

  test("a request to another host is not of that host's origin", async () => {
    const answer = await harness.app.request(
      "http://evil.test/api/v1/auth/login",
      {
        ...POST,
        headers: { origin: "http://evil.test", "content-type": "application/json" },
        body: JSON.stringify({ email: "a@veza.test", password: "x" }),
      },
      harness.bindings,
    );
    expect([answer.status, await codeOf(answer)]).toEqual([403, "csrf_failed"]);
  });

  test.each([
    ["composed, then decomposed", "motdépassé-très".normalize("NFC"), "motdépassé-très".normalize("NFD")],
    ["full width", "ｐａｓｓｗｏｒｔ-ß-1", "passwort-ß-1"],
  ])("a password is the same however a keyboard writes it: %s", async (_name, first, second) => {
    await register({ password: first });
    const login = await harness.request("/api/v1/auth/token", {
      ...POST,
      json: { email: credentials.email, password: second },
    });
    expect(login.status).toBe(200);
  });

  test("a password from before they were normalised still opens, as it was typed", async () => {
    await register();
    const typed = "ﬁne-e\u0301-old-one";
    await harness.database.query("update users set password_hash = $1", [await hash(typed, 4)]);
    const login = (password: string) =>
      harness.request("/api/v1/auth/token", { ...POST, json: { email: credentials.email, password } });
    expect((await login(typed)).status).toBe(200);
    expect((await login("another-password")).status).toBe(401);
  });

  test.each([
    ["ada@почта.рф", "ada@xn--80a1acny.xn--p1ai", "ada@почта.рф"],
    ["Ada@XN--80A1ACNY.xn--p1ai", "ada@xn--80a1acny.xn--p1ai", "ada@почта.рф"],
    ["a&b@x.test", "a&b@x.test", "a&b@x.test"],
    ["a=b/c@x.test", "a=b/c@x.test", "a=b/c@x.test"],
    ['"Two Words"@x.test', '"two words"@x.test', '"two words"@x.test'],
    ['"plain"@x.test', "plain@x.test", "plain@x.test"],
  ])("%s is kept as %s, shown as %s and signs in", async (email, kept, shown) => {
    const registered = await register({ email });
    expect(registered.status).toBe(201);
    expect(await registered.json()).toMatchObject({ user: { email: shown } });
    await harness.settle();
    expect(mails()[0]?.to).toBe(kept);
    for (const spelling of [email, kept, shown]) {
      const login = await harness.request("/api/v1/auth/token", {
        ...POST,
        json: { email: spelling, password: credentials.password },
      });
      expect(login.status).toBe(200);
    }
  });
});
