import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";

const POST = { method: "POST" } as const;
const EMAIL = "victim@veza.test";
const STRANGERS = "the-strangers-password";
const OWN = "the-owners-own-password";

describe.each(await availableBackends())("whose address it is, on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const register = (username: string, password: string, email = EMAIL) =>
    harness.request("/api/v1/auth/register", { ...POST, json: { username, email, password } });
  const cookies = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  const links = async () => {
    await harness.settle();
    return harness.said.events
      .filter((event) => event.type === "mail.requested" && event.data.template === "verify_email")
      .map((event) => {
        const { link } = event.data.values as { link: string };
        return new URL(link).searchParams.get("token") ?? "";
      });
  };
  const confirm = (json: { token: string; password?: string }, headers: Record<string, string> = {}) =>
    harness.request("/api/v1/auth/verify-email", { ...POST, json, headers });
  const signIn = (password: string, email = EMAIL) =>
    harness.request("/api/v1/auth/token", { ...POST, json: { email, password } });
  const accounts = () =>
    harness.database.query(
      "select id, username, email_verified_at is not null as verified, deleted_at is not null as closed from users order by id",
    );

  test("the link alone confirms nothing: who reads the mail need not have signed up", async () => {
    await register("ada", STRANGERS);
    const [token = ""] = await links();
    const answer = await confirm({ token });
    expect([answer.status, await codeOf(answer)]).toEqual([403, "password_required"]);
    expect(await accounts()).toMatchObject([{ verified: false }]);
  });

  test("a stranger signs up with my address, I open the mail: I set a password, his dies with all that he holds", async () => {
    const his = await register("ada", STRANGERS);
    const hisTokens = (await (await signIn(STRANGERS)).json()) as {
      access_token: string;
      refresh_token: string;
    };
    const [token = ""] = await links();
    const answer = await confirm({ token, password: OWN });
    expect(answer.status).toBe(200);
    const { user, password_changed } = (await answer.json()) as {
      user: { id: string };
      password_changed: boolean;
    };
    expect(password_changed).toBe(true);
    expect(user).toMatchObject({ username: "ada", email: EMAIL, email_verified: true });
    // I am signed in on this device; the stranger is nowhere.
    const me = await harness.request("/api/v1/auth/me", { headers: { cookie: cookies(answer) } });
    expect(await me.json()).toMatchObject({ user: { id: user.id } });
    expect((await signIn(STRANGERS)).status).toBe(401);
    expect((await signIn(OWN)).status).toBe(200);
    const hisCookie = { headers: { cookie: cookies(his) } };
    expect((await harness.request("/api/v1/auth/me", hisCookie)).status).toBe(401);
    expect((await harness.request("/api/v1/auth/refresh", { ...POST, ...hisCookie })).status).toBe(401);
    // His access token lives for some minutes, of an account that does not: nothing can be done by it.
    const bot = await harness.request("/api/v1/bots", {
      ...POST,
      token: hisTokens.access_token,
      json: { username: "his_bot" },
    });
    expect(bot.status).toBeGreaterThanOrEqual(400);
    const refresh = { ...POST, json: { refresh_token: hisTokens.refresh_token } };
    expect((await harness.request("/api/v1/auth/refresh", refresh)).status).toBe(401);
    // The link was for the stranger's account: it does nothing to mine.
    const again = await confirm({ token, password: "yet-another-password" });
    expect([again.status, await codeOf(again)]).toEqual([422, "token_invalid"]);
    expect((await signIn(OWN)).status).toBe(200);
  });

  test("signed in on the same device, the link confirms at once; a refresh cookie is enough", async () => {
    const session = cookies(await register("ada", OWN));
    const [token = ""] = await links();
    const onlyRefresh = session
      .split("; ")
      .filter((cookie) => cookie.includes("refresh"))
      .join("; ");
    const answer = await confirm({ token }, { cookie: onlyRefresh });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ user: { email_verified: true }, password_changed: false });
  });

  test("signed in as somebody else, or with a session that has ended, the link confirms nothing", async () => {
    const mine = await register("ada", OWN);
    const other = cookies(await register("grace", OWN, "grace@veza.test"));
    const [token = ""] = await links();
    expect((await confirm({ token }, { cookie: other })).status).toBe(403);
    await harness.database.query("update sessions set revoked_at = now()");
    expect((await confirm({ token }, { cookie: cookies(mine) })).status).toBe(403);
    expect((await confirm({ token }, { authorization: "Bearer not.a.token" })).status).toBe(403);
  });

  test("on the phone, where I am not signed in, my password confirms and signs me in; nothing else changes", async () => {
    const desk = cookies(await register("ada", OWN));
    const [token = ""] = await links();
    const answer = await confirm({ token, password: OWN });
    expect(await answer.json()).toMatchObject({ user: { email_verified: true }, password_changed: false });
    const me = (cookie: string) => harness.request("/api/v1/auth/me", { headers: { cookie } });
    expect((await me(cookies(answer))).status).toBe(200);
    expect((await me(desk)).status).toBe(200);
    expect(await accounts()).toMatchObject([{ username: "ada", verified: true, closed: false }]);
  });

  test("one of the commonest passwords is refused there too, and the link can be used again", async () => {
    await register("ada", STRANGERS);
    const [token = ""] = await links();
    expect(await codeOf(await confirm({ token, password: "password123" }))).toBe("weak_password");
    expect((await confirm({ token, password: OWN })).status).toBe(200);
  });

  test("two new passwords at the same moment make one account", async () => {
    await register("ada", STRANGERS);
    const [token = ""] = await links();
    const both = await Promise.all(
      ["first-new-password", "second-new-password"].map((password) => confirm({ token, password })),
    );
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 422]);
    expect((await accounts()).filter((row) => row.verified === true)).toHaveLength(1);
  });

  test("forty registrations with my address lock me out of nothing", async () => {
    const { email, password } = await harness.account();
    for (let i = 0; i < 40; i++) expect((await register(`pad_${i}`, STRANGERS, email)).status).toBe(201);
    expect((await signIn(password, email)).status).toBe(200);
    const [row] = await harness.database.query(
      "select count(*)::int as n from users where email = $1 and email_verified_at is null",
      [email],
    );
    expect(row?.n).toBe(3);
  });

  test("who waits among others with the same address signs in as before", async () => {
    await register("pad_one", STRANGERS);
    await register("ada", OWN);
    await register("pad_two", STRANGERS);
    expect((await signIn(OWN)).status).toBe(200);
  });

  test("accounts that nobody confirms go after two weeks, and their names are free; others stay", async () => {
    await register("ada", STRANGERS);
    await register("grace", OWN, "grace@veza.test");
    const verified = await harness.account();
    await harness.database.query(
      "update users set created_at = now() - interval '15 days' where username <> 'grace'",
    );
    await harness.keepHouse();
    expect((await accounts()).map((row) => row.username).sort()).toEqual(["grace", verified.username].sort());
    expect((await register("ada", OWN)).status).toBe(201);
  });
});
