import { join } from "node:path";
import { readMigrations } from "@veza/dev/migrations/files";
import { everyBackend } from "@veza/dev/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyAudit } from "./service.ts";

const MIGRATIONS = join(import.meta.dirname, "../../../../../migrations");

describe.each(await everyBackend())("the moderators' log of before the audit, on $name", (backend) => {
  let server: Awaited<ReturnType<typeof backend.startEmpty>>;
  beforeAll(async () => {
    server = await backend.startEmpty();
  });
  afterAll(() => server?.stop());

  test("becomes the beginning of the chain, and what was consumed stays consumed", async () => {
    const migrations = await readMigrations(MIGRATIONS);
    const at = migrations.findIndex(({ name }) => name.startsWith("0006"));
    const run = async (from: number, to: number) => {
      for (const { statements } of migrations.slice(from, to))
        for (const statement of statements) await server.exec(statement);
    };
    await run(0, at);
    const note = 'é "quoted" \\ \u2028\n\u0001';
    await server.query(
      "insert into moderation_acts (by, action, report_id, user_id, outcome, note, created_at) values ('usr_a', 'claim', 'rpt_1', 'usr_b', null, null, '2026-11-25T10:00:00.5Z'), ('usr_a', 'decide', 'rpt_1', 'usr_b', 'removed', $1, '2026-11-25T10:01:00Z')",
      [note],
    );
    await server.query("insert into consumed_events (event_id) values ('evt_1')");
    await run(at, migrations.length);
    const env = {
      DATABASE_URL: "postgresql://veza:veza@local.test/veza",
      NEON_FETCH_ENDPOINT: server.fetchEndpoint,
    };
    expect(await verifyAudit(env)).toMatchObject({ rows: 2 });
    expect(
      await server.query("select action, actor_id, target_id, after from audit_log order by seq"),
    ).toMatchObject([
      { action: "report.claim", after: { author_id: "usr_b", note: null, outcome: null } },
      {
        action: "report.decide",
        actor_id: "usr_a",
        target_id: "rpt_1",
        after: { author_id: "usr_b", note, outcome: "removed" },
      },
    ]);
    const handlers = await server.query("select handler from consumed_events where event_id = 'evt_1'");
    expect(handlers.map(({ handler }) => handler)).toContain("deliver mail");
  });
});
