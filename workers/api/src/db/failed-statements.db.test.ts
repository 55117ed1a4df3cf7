import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { consumePlatformEvents } from "../consumers/platform-events.ts";
import { keepHouse } from "../housekeeping.ts";
import { type Harness, openHarness } from "../testing/harness.ts";

const POST = { method: "POST" } as const;
const SECRETS = ["somebody@veza.test", "somebodys_name", "somebodys-password", "$2b$", "vet_", "203.0.113.7"];

describe.each(await availableBackends())("what the log says when statements fail, on $name", (backend) => {
  let harness: Harness;
  let lines: string[];
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    lines = [];
    for (const level of ["error", "log"] as const)
      vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)));
  });
  afterEach(() => vi.restoreAllMocks());

  const errors = () => lines.filter((line) => line.includes('"level":"error"'));
  const tellsNothing = () => {
    expect(errors()).not.toEqual([]);
    for (const secret of SECRETS) expect(lines.join("\n")).not.toContain(secret);
  };
  /** Takes a table away while something runs. */
  const without = async (table: string, run: () => Promise<unknown>) => {
    await harness.database.exec(`alter table ${table} rename to ${table}_away`);
    try {
      await run();
    } finally {
      await harness.database.exec(`alter table ${table}_away rename to ${table}`);
    }
  };
  const credentials = { email: SECRETS[0], password: SECRETS[2] };
  const headers = { "cf-connecting-ip": "203.0.113.7" };

  test.each(["users", "outbox", "email_tokens"])("a registration without the table %s", async (table) => {
    await without(table, async () => {
      const json = { ...credentials, username: SECRETS[1] };
      const answer = await harness.request("/api/v1/auth/register", { ...POST, json, headers });
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toMatch(/relation|insert|somebody/);
    });
    tellsNothing();
    expect(errors().join()).toContain("postgres 42P01");
  });

  test.each(["users", "login_failures"])("a sign-in without the table %s", async (table) => {
    await without(table, async () => {
      const answer = await harness.request("/api/v1/auth/token", { ...POST, json: credentials, headers });
      expect(answer.status).toBe(500);
    });
    tellsNothing();
  });

  test("a value that Postgres quotes in its refusal", async () => {
    await harness.database.exec(
      "alter table outbox add constraint no_mail check (body->'data'->>'template' is null)",
    );
    const json = { ...credentials, username: SECRETS[1] };
    await harness.request("/api/v1/auth/register", { ...POST, json, headers });
    await harness.database.exec("alter table outbox drop constraint no_mail");
    tellsNothing();
    expect(errors().join()).toContain("postgres 23514 constraint no_mail table outbox");
  });

  test("an event that can't be consumed, and a chore that fails", async () => {
    const data = {
      to: SECRETS[0],
      template: "verify_email",
      locale: "en",
      values: { username: SECRETS[1], link: "vet_x" },
    };
    const body = { id: "evt_1", type: "mail.requested", occurred_at: new Date().toISOString(), data };
    const message = { id: "m1", attempts: 1, body, ack() {}, retry() {} };
    await without("mail_sends", async () => {
      const batch = { queue: "veza-events", messages: [message] } as unknown as MessageBatch;
      await consumePlatformEvents(batch, harness.env);
      await keepHouse(harness.env, createLogger("test", null));
    });
    tellsNothing();
  });
});
