import type { Bot, BotWithSecret } from "@veza/contracts/http/bots";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness, trackForm } from "../../testing/harness.ts";
import { getAccount, toAuthor } from "../accounts/service.ts";

describe.each(await availableBackends())("bots on $name", (backend) => {
  type Account = Awaited<ReturnType<Harness["account"]>>;
  let harness: Harness;
  let owner: Account;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    owner = await harness.account();
  });

  const call = (method: string, path: string, token?: string, json?: unknown) =>
    harness.request(`/api/v1${path}`, {
      method,
      ...(token === undefined ? {} : { token }),
      ...(json === undefined ? {} : { json }),
    });
  const create = (username: string, token = owner.token) => call("POST", "/me/bots", token, { username });
  const made = async (username: string) => (await (await create(username)).json()) as BotWithSecret;
  const signIn = (user_id: string, secret: string) =>
    call("POST", "/auth/bot-token", undefined, { user_id, secret });
  const tokensOf = async (bot: BotWithSecret) =>
    (await (await signIn(bot.user_id, bot.secret)).json()) as { access_token: string; refresh_token: string };
  const refresh = (refresh_token: string) => call("POST", "/auth/refresh", undefined, { refresh_token });
  const mine = async (token = owner.token) =>
    ((await (await call("GET", "/me/bots", token)).json()) as { items: Bot[] }).items;

  test("a bot is made with a secret that is shown once, and signs in with it", async () => {
    const response = await create("deploy_bot");
    expect(response.status).toBe(201);
    const bot = (await response.json()) as BotWithSecret;
    expect(bot).toMatchObject({ username: "deploy_bot", secret: expect.stringMatching(/^vbs_[\w-]{43}$/) });
    expect(await mine()).toEqual([
      { user_id: bot.user_id, username: "deploy_bot", created_at: bot.created_at },
    ]);
    const rows = JSON.stringify(await harness.database.query("select * from bots, users where id = user_id"));
    expect(rows).not.toContain(bot.secret);
    const tokens = await tokensOf(bot);
    const me = (await (await call("GET", "/auth/me", tokens.access_token)).json()) as { user: object };
    expect(me.user).toMatchObject({ id: bot.user_id, username: "deploy_bot", role: "user" });
    expect(me.user).not.toHaveProperty("email");
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
    const account = await getAccount(harness.env, bot.user_id);
    expect(account === null ? null : toAuthor(account)).toEqual({
      user_id: bot.user_id,
      username: "deploy_bot",
      avatar_url: null,
      is_bot: true,
    });
    const people = (await (await call("GET", "/people?query=deploy", owner.token)).json()) as {
      items: object[];
    };
    expect(people.items).toMatchObject([{ username: "deploy_bot", is_bot: true }]);
  });

  test("by verified people only: ten, each with a name of its own, and none by a bot", async () => {
    const unverified = await harness.account("user", { verified: false });
    expect(await codeOf(await create("early_bot", unverified.token))).toBe("email_not_verified");
    expect(await codeOf(await create(owner.username))).toBe("username_taken");
    const bot = await made("bot_0");
    const { access_token } = await tokensOf(bot);
    expect(await codeOf(await create("bot_of_bot", access_token))).toBe("forbidden");
    for (let i = 1; i < 8; i++) expect((await create(`bot_${i}`)).status).toBe(201);
    const last = await Promise.all(["a", "b", "c", "d"].map((name) => create(`last_${name}`)));
    expect(last.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
    await call("DELETE", `/me/bots/${bot.user_id}`, owner.token);
    expect((await create("instead")).status).toBe(201);
    expect(await harness.database.query("select count(*)::int as n from users where is_bot")).toEqual([
      { n: 11 },
    ]);
  });

  test("names can't be taken without end by closing bots: twenty a day", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) {
      const response = await create(`name_${i}`);
      statuses.push(response.status);
      if (response.status === 201)
        await call("DELETE", `/me/bots/${((await response.json()) as Bot).user_id}`, owner.token);
    }
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 201), 409]);
  });

  test("it is no person: no password, no mail, no tracks, rooms or parties of its own", async () => {
    const bot = await made("quiet_bot");
    const email = `${bot.user_id}@bot.invalid`;
    for (const password of ["!", "", "a-good-password-4"]) {
      const refused = await call("POST", "/auth/token", undefined, { email, password });
      expect([401, 422]).toContain(refused.status);
    }
    await harness.settle();
    const { access_token } = await tokensOf(bot);
    const track = await harness.request("/api/v1/tracks", {
      method: "POST",
      token: access_token,
      body: trackForm(),
    });
    expect(await codeOf(track)).toBe("forbidden");
    expect(
      await codeOf(await call("POST", "/rooms", access_token, { name: "Mine", visibility: "public" })),
    ).toBe("forbidden");
    await call("POST", "/auth/resend-verification", access_token);
    await harness.dispatch();
    const mails = harness.said.events.filter(
      ({ type, data }) => type === "mail.requested" && data.to === email,
    );
    expect(mails).toEqual([]);
  });

  test("it joins rooms like everybody", async () => {
    const room = (await (
      await call("POST", "/rooms", owner.token, { name: "A room", visibility: "public" })
    ).json()) as { id: string };
    const { access_token } = await tokensOf(await made("social_bot"));
    const joined = await call("POST", `/rooms/${room.id}/join`, access_token, {});
    expect([joined.status, await joined.json()]).toMatchObject([200, { you: { role: "member" } }]);
  });

  test("a wrong secret, another's secret and no such bot are one answer; five lock the bot, not its owner", async () => {
    const [bot, other] = [await made("one_bot"), await made("two_bot")];
    for (const [id, secret] of [
      [bot.user_id, other.secret],
      ["usr_01h455vb4pex5vsknk084sn02q", bot.secret],
      [owner.id, bot.secret],
    ] as const) {
      const refused = await signIn(id, secret);
      expect([refused.status, await codeOf(refused)]).toEqual([401, "invalid_credentials"]);
    }
    for (let i = 0; i < 4; i++) await signIn(bot.user_id, other.secret);
    const locked = await signIn(bot.user_id, bot.secret);
    expect([locked.status, await codeOf(locked)]).toEqual([429, "account_locked"]);
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(other.user_id, other.secret)).status).toBe(200);
    expect(
      (await call("POST", "/auth/token", undefined, { email: owner.email, password: owner.password })).status,
    ).toBe(200);
  });

  test("a new secret ends the old one and every session; only its owner gives one", async () => {
    const bot = await made("old_bot");
    const { refresh_token } = await tokensOf(bot);
    const stranger = await harness.account();
    expect((await call("POST", `/me/bots/${bot.user_id}/secret`, stranger.token)).status).toBe(404);
    expect((await call("DELETE", `/me/bots/${bot.user_id}`, stranger.token)).status).toBe(204);
    expect((await call("DELETE", `/me/bots/${stranger.id}`, owner.token)).status).toBe(204);
    expect((await call("GET", "/auth/me", stranger.token)).status).toBe(200);
    expect((await signIn(bot.user_id, bot.secret)).status).toBe(200);
    const renewed = (await (
      await call("POST", `/me/bots/${bot.user_id}/secret`, owner.token)
    ).json()) as BotWithSecret;
    expect(renewed).toMatchObject({ user_id: bot.user_id, username: "old_bot" });
    expect((await signIn(bot.user_id, bot.secret)).status).toBe(401);
    expect((await refresh(refresh_token)).status).toBe(401);
    expect((await signIn(bot.user_id, renewed.secret)).status).toBe(200);
  });

  test("closed: it signs in no more, its sessions end, its name stays taken; safe to repeat", async () => {
    const bot = await made("gone_bot");
    const { access_token, refresh_token } = await tokensOf(bot);
    const close = () => call("DELETE", `/me/bots/${bot.user_id}`, owner.token);
    expect([(await close()).status, (await close()).status]).toEqual([204, 204]);
    expect(await mine()).toEqual([]);
    expect((await signIn(bot.user_id, bot.secret)).status).toBe(401);
    expect((await refresh(refresh_token)).status).toBe(401);
    expect((await call("GET", "/auth/me", access_token)).status).toBe(401);
    expect((await call("POST", `/me/bots/${bot.user_id}/secret`, owner.token)).status).toBe(404);
    expect(await codeOf(await create("gone_bot"))).toBe("username_taken");
  });

  test("closed: it is out of its rooms", async () => {
    const bot = await made("leaving_bot");
    const { access_token } = await tokensOf(bot);
    const room = (await (
      await call("POST", "/rooms", owner.token, { name: "Workshop", visibility: "public" })
    ).json()) as { id: string };
    expect((await call("POST", `/rooms/${room.id}/join`, access_token, {})).status).toBe(200);
    const count = async () =>
      ((await (await call("GET", `/rooms/${room.id}`, owner.token)).json()) as { member_count: number })
        .member_count;
    expect(await count()).toBe(2);
    await call("DELETE", `/me/bots/${bot.user_id}`, owner.token);
    expect(await count()).toBe(1);
  });

  test("with its owner gone a bot signs in no more", async () => {
    const bot = await made("orphan_bot");
    await harness.database.query("update users set deleted_at = now() where id = $1", [owner.id]);
    expect((await signIn(bot.user_id, bot.secret)).status).toBe(401);
  });
});
