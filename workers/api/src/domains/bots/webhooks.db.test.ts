import type { PostAnswer } from "@veza/contracts/chat-rpc";
import type { Webhook, WebhookWithUrl } from "@veza/contracts/http/bots";
import type { Room } from "@veza/contracts/http/rooms";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";

describe.each(await availableBackends())("webhooks on $name", (backend) => {
  type Account = Awaited<ReturnType<Harness["account"]>>;
  let harness: Harness;
  let owner: Account;
  let room: string;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    owner = await harness.account();
    room = (
      (await (
        await call("POST", "/rooms", owner.token, { name: "A room", visibility: "private" })
      ).json()) as Room
    ).id;
  });

  const call = (method: string, path: string, token?: string, json?: unknown) =>
    harness.request(`/api/v1${path}`, {
      method,
      ...(token === undefined ? {} : { token }),
      ...(json === undefined ? {} : { json }),
    });
  const create = (who = owner, name = "Build server") =>
    call("POST", `/rooms/${room}/webhooks`, who.token, { name });
  const made = async () => (await (await create()).json()) as WebhookWithUrl;
  const list = (who = owner) => call("GET", `/rooms/${room}/webhooks`, who.token);
  const items = async () => ((await (await list()).json()) as { items: Webhook[] }).items;
  const pathOf = (url: string) => new URL(url).pathname.replace("/api/v1", "");
  const post = (url: string, json: object = { body: "built" }) => call("POST", pathOf(url), undefined, json);

  test("a room's owner gets an address, shown once; what is posted to it stands under the webhook's name", async () => {
    const response = await create();
    expect(response.status).toBe(201);
    const webhook = (await response.json()) as WebhookWithUrl;
    expect(webhook.url).toMatch(
      new RegExp(`^http://localhost:8787/api/v1/webhooks/${webhook.id}/vwh_[\\w-]{43}$`),
    );
    expect(webhook).toMatchObject({
      room_id: room,
      name: "Build server",
      username: expect.stringMatching(/^build_server_[0-9a-z]{8}$/),
      created_by: owner.id,
      last_used_at: null,
    });
    const { url, ...shown } = webhook;
    expect(await items()).toEqual([shown]);
    expect(JSON.stringify(await harness.database.query("select * from webhooks"))).not.toContain(
      url.slice(-40),
    );

    const posted = await post(url, { body: "build 7 is green", id: "build-7" });
    expect([posted.status, await posted.json()]).toMatchObject([200, { seq: 1 }]);
    expect(harness.roomActs.posts).toMatchObject([
      {
        room_id: room,
        id: "build-7",
        body: "build 7 is green",
        user: { username: webhook.username, avatar_url: null, is_bot: true },
      },
    ]);
    expect((await items())[0]?.last_used_at).not.toBeNull();
    const again = await post(url, { body: "build 7 is green", id: "build-7" });
    expect(await again.json()).toMatchObject({ seq: 1 });
    await post(url);
    expect(harness.roomActs.posts.at(-1)?.id).toMatch(/^[\w-]{10,64}$/);
    const people = (await (await call("GET", "/people?query=build", owner.token)).json()) as {
      items: object[];
    };
    expect(people.items).toEqual([]);
  });

  test("by owner and moderators only; to who may not know of the room there is none", async () => {
    const [moderator, member, outsider] = [
      await harness.account(),
      await harness.account(),
      await harness.account("admin"),
    ];
    harness.rooms.setRole(room, moderator.id, "moderator");
    harness.rooms.setRole(room, member.id, "member");
    const webhook = (await (await create(moderator)).json()) as WebhookWithUrl;
    const remove = (who: Account) => call("DELETE", `/rooms/${room}/webhooks/${webhook.id}`, who.token);
    for (const [who, status] of [
      [member, 403],
      [outsider, 404],
    ] as const)
      expect([(await create(who)).status, (await list(who)).status, (await remove(who)).status]).toEqual([
        status,
        status,
        status,
      ]);
    expect((await list(moderator)).status).toBe(200);
    harness.failing.chat = true;
    expect(await codeOf(await create())).toBe("unavailable");
    harness.failing.chat = false;
    const other = await harness.account();
    const direct = (await (
      await call("POST", "/conversations", owner.token, { user_ids: [other.id] })
    ).json()) as Room;
    const refused = await call("POST", `/rooms/${direct.id}/webhooks`, owner.token, { name: "x" });
    expect(["forbidden", "wrong_state"]).toContain(await codeOf(refused));
  });

  test("ten a room, also for two who make one at once", async () => {
    for (let i = 0; i < 8; i++) expect((await create()).status).toBe(201);
    const last = await Promise.all([create(), create(), create()]);
    expect(last.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
  });

  test("a wrong secret, another one's secret, and a webhook that never was are not found", async () => {
    const [one, two] = [await made(), await made()];
    const secretOf = (url: string) => url.split("/").at(-1) ?? "";
    for (const path of [
      `/webhooks/${one.id}/${secretOf(two.url)}`,
      `/webhooks/${one.id}/${secretOf(one.url).slice(0, -1)}`,
      `/webhooks/${one.id}/${secretOf(one.url)}x`,
      `/webhooks/whk_01h455vb4pex5vsknk084sn02q/${secretOf(one.url)}`,
      `/webhooks/${one.id}/short`,
    ])
      expect([path, (await call("POST", path, undefined, { body: "x" })).status]).toEqual([path, 404]);
    expect(harness.roomActs.posts).toEqual([]);
    expect(await codeOf(await post(one.url, { body: "" }))).toBe("validation_failed");
    expect(await codeOf(await post(one.url, { body: "x".repeat(4001) }))).toBe("validation_failed");
  });

  test("one that has ended is not found, its account closes and leaves the room; safe to repeat", async () => {
    const webhook = await made();
    const elsewhere = (await (
      await call("POST", "/rooms", owner.token, { name: "Another", visibility: "public" })
    ).json()) as Room;
    const remove = (from = room) => call("DELETE", `/rooms/${from}/webhooks/${webhook.id}`, owner.token);
    expect((await remove(elsewhere.id)).status).toBe(204);
    expect((await post(webhook.url)).status).toBe(200);
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
    expect((await post(webhook.url)).status).toBe(404);
    expect(await items()).toEqual([]);
    expect(
      await harness.database.query(
        "select count(*)::int as n from users where is_bot and deleted_at is not null",
      ),
    ).toEqual([{ n: 1 }]);
  });

  test.each([
    [{ code: "slow_mode", retry_after_ms: 4200 }, 429, "rate_limited", "5"],
    [{ code: "rate_limited", retry_after_ms: 1000 }, 429, "rate_limited", "1"],
    [{ code: "banned" }, 403, "banned", null],
    [{ code: "forbidden" }, 403, "forbidden", null],
    [{ code: "muted" }, 403, "forbidden", null],
    [{ code: "watched" }, 403, "forbidden", null],
    [{ code: "empty" }, 422, "validation_failed", null],
    [{ code: "not_found" }, 404, "not_found", null],
    [{ code: "constructor" }, 403, "forbidden", null],
  ])("the room says %j", async (said, status, code, retry) => {
    const { url } = await made();
    harness.roomActs.refusals.post = { ok: false, message: "No.", ...said } as PostAnswer;
    const refused = await post(url);
    expect([refused.status, await codeOf(refused), refused.headers.get("retry-after")]).toEqual([
      status,
      code,
      retry,
    ]);
    expect((await items())[0]?.last_used_at).toBeNull();
  });

  test("no secret is in any line of the log, nor in the metrics", async () => {
    const webhook = await made();
    const secret = webhook.url.split("/").at(-1) ?? "";
    const lines: string[] = [];
    const listen = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
    const spies = [vi.spyOn(console, "log"), vi.spyOn(console, "error")].map((spy) =>
      spy.mockImplementation(listen),
    );
    await post(webhook.url);
    harness.failing.chat = true;
    await post(webhook.url);
    harness.failing.chat = false;
    await call("POST", `/webhooks/${webhook.id}/${secret}/more`, undefined, {});
    await harness.request(`/api/v1/webhooks/${webhook.id}/${secret}`);
    const metrics = await (await harness.request("/metrics", { token: "metrics-token-of-the-tests" })).text();
    for (const spy of spies) spy.mockRestore();
    expect(
      lines.filter((line) => line.includes("/api/v1/webhooks/:webhook_id/:secret")).length,
    ).toBeGreaterThan(0);
    expect([...lines, metrics].filter((text) => text.includes(secret))).toEqual([]);
  });
});
