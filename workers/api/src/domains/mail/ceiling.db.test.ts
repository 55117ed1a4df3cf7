import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { handle } from "../../consumers/platform-events.ts";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";

const POST = { method: "POST" } as const;

describe.each(await availableBackends())("mails to one address on $name", (backend) => {
  let harness: Harness;
  let sent: { to: string }[];
  let isDown = false;
  const realFetch = globalThis.fetch;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    sent = [];
    isDown = false;
    vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
      if (!String(input).endsWith("/mail")) return realFetch(input, init);
      if (isDown) return new Response(null, { status: 503 });
      sent.push(JSON.parse(String(init?.body)) as { to: string });
      return new Response(null, { status: 200 });
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  /** Delivers what the queue holds, all at the same moment. */
  const deliver = async () => {
    await harness.settle();
    const events = harness.said.events.splice(0) as unknown as Parameters<typeof handle>[1][];
    const log = createLogger("test", null);
    return Promise.allSettled(events.map((event) => handle(harness.env, event, new Date(), log)));
  };
  const register = (i: number, email = "victim@veza.test") =>
    harness.request("/api/v1/auth/register", {
      ...POST,
      json: { username: `stranger_${i}`, email, password: "a-good-password-4" },
    });

  test("twenty-two registrations with somebody's address send five mails, and every answer is the same", async () => {
    for (let i = 0; i < 22; i++) expect((await register(i)).status).toBe(201);
    await register(99, "other@veza.test");
    await deliver();
    expect(sent.filter(({ to }) => to === "victim@veza.test")).toHaveLength(5);
    expect(sent.filter(({ to }) => to === "other@veza.test")).toHaveLength(1);
  });

  test("an hour later there is room again", async () => {
    for (let i = 0; i < 6; i++) await register(i);
    await deliver();
    await harness.database.query("update mail_sends set sent_at = sent_at - interval '61 minutes'");
    await register(7);
    await deliver();
    expect(sent).toHaveLength(6);
  });

  test("a mail server that is away uses nothing up: each mail comes again and goes out once", async () => {
    for (let i = 0; i < 3; i++) await register(i);
    await harness.settle();
    const held = [...harness.said.events];
    isDown = true;
    for (let round = 0; round < 4; round++) {
      harness.said.events.push(...held.filter(({ type }) => type === "mail.requested" && round > 0));
      expect((await deliver()).some(({ status }) => status === "rejected")).toBe(true);
    }
    isDown = false;
    harness.said.events.push(...held);
    await deliver();
    harness.said.events.push(...held);
    await deliver();
    expect(sent).toHaveLength(3);
  });

  test("who asks again and again is told when, with Retry-After", async () => {
    const { token } = await harness.account("user", { verified: false });
    await deliver();
    const again = () => harness.request("/api/v1/auth/resend-verification", { ...POST, token });
    for (let i = 0; i < 4; i++) {
      expect((await again()).status).toBe(204);
      await deliver();
    }
    const refused = await again();
    expect([refused.status, await codeOf(refused)]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3000);
    expect(sent).toHaveLength(5);
  });
});
