import type { AuditEntry } from "@veza/contracts/http/audit";
import { everyBackend } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../db/transaction.ts";
import { codeOf, type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";
import { verifyAudit, writeAudit } from "./service.ts";

describe.each(await everyBackend())("the audit on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const actor = { user_id: "usr_a", role: "moderator", network: "203.0.113.0/24" } as const;
  const track = { uploader_id: "usr_b", visibility: "private" } as const;
  const write = (target_id: string) =>
    transaction(harness.env, (tx) =>
      writeAudit(
        tx,
        "track.read_as_moderator",
        { actor, target_id, before: null, after: track },
        new Date("2026-11-27T12:00:00.123Z"),
      ),
    );
  const rows = () => harness.database.query("select * from audit_log order by seq");

  test("twelve writers at once make one chain", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => write(`trk_${i}`)));
    const chain = await rows();
    expect(chain.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(chain.slice(1).map(({ prev_hash }) => prev_hash)).toEqual(
      chain.slice(0, -1).map(({ hash }) => hash),
    );
    expect(await verifyAudit(harness.env)).toEqual({ rows: 12, last_hash: chain.at(-1)?.hash });
  });

  test("an act that is rolled back leaves no line and no gap", async () => {
    const thrown = new Error("no");
    const undone = transaction(harness.env, async (tx) => {
      await writeAudit(
        tx,
        "track.delete",
        { actor, target_id: "trk_0", before: track, after: null },
        new Date(),
      );
      throw thrown;
    });
    await expect(undone).rejects.toBe(thrown);
    await write("trk_1");
    expect(await verifyAudit(harness.env)).toMatchObject({ rows: 1 });
  });

  test("facts that no schema names stay out", async () => {
    const after = { ...track, title: "a secret title", source_key: "originals/x" };
    const act = { actor, target_id: "trk_0", before: null, after };
    await transaction(harness.env, (tx) => writeAudit(tx, "track.read_as_moderator", act, new Date()));
    expect((await rows())[0]?.after).toEqual(track);
  });

  test("the database refuses to change, delete or empty it", async () => {
    await write("trk_0");
    for (const statement of [
      "update audit_log set actor_id = 'usr_other'",
      "delete from audit_log",
      "truncate audit_log",
    ])
      await expect(harness.database.exec(statement)).rejects.toThrow(/never changed or deleted/);
    expect(await rows()).toHaveLength(1);
  });

  test.each([
    [
      "changed",
      'update audit_log set after = \'{"visibility":"public"}\' where seq = 2',
      { seq: 2, broken: "content" },
    ],
    [
      "changed with a new hash",
      "update audit_log set hash = repeat('a', 64) where seq = 1",
      { seq: 1, broken: "content" },
    ],
    ["deleted", "delete from audit_log where seq = 2", { seq: 3, broken: "gap" }],
    [
      "deleted, and the numbers closed up",
      "delete from audit_log where seq = 2; update audit_log set seq = 2 where seq = 3",
      { seq: 2, broken: "link" },
    ],
  ])("a row that was %s behind the triggers' back is found", async (_how, statement, found) => {
    for (const id of ["trk_0", "trk_1", "trk_2"]) await write(id);
    await harness.database.exec(`set local session_replication_role = replica; ${statement}`);
    expect(await verifyAudit(harness.env)).toEqual(found);
  });

  test("admins read it in pages and by actor, target and action; moderators don't", async () => {
    const [artist, moderator, admin] = [
      await harness.account(),
      await harness.account("moderator"),
      await harness.account("admin"),
    ];
    const hidden = await publishedTrack(harness, artist.id, { visibility: "private" });
    const from = { token: moderator.token, headers: { "cf-connecting-ip": "203.0.113.7" } };
    await harness.request(`/api/v1/tracks/${hidden}`, from);
    expect((await harness.request(`/api/v1/tracks/${hidden}`, { ...from, method: "DELETE" })).status).toBe(
      204,
    );
    const read = async (query: string) =>
      (await (await harness.request(`/api/v1/admin/audit?${query}`, { token: admin.token })).json()) as {
        items: AuditEntry[];
        next_cursor: string | null;
      };
    const all = await read("");
    expect(all.items.map(({ action }) => action)).toEqual([
      "track.delete",
      "track.read_as_moderator",
      "track.read_as_moderator",
    ]);
    expect(all.items[0]).toMatchObject({
      actor_id: moderator.id,
      actor_role: "moderator",
      target_type: "track",
      target_id: hidden,
      network: "203.0.113.0/24",
      before: { uploader_id: artist.id, visibility: "private" },
      after: null,
    });
    const page = await read("limit=2");
    const rest = await read(`limit=2&cursor=${page.next_cursor}`);
    expect([...page.items, ...rest.items]).toEqual(all.items);
    const counts = await Promise.all(
      [
        `actor_id=${moderator.id}`,
        `actor_id=${artist.id}`,
        `target_id=${hidden}`,
        "action=track.delete",
        "action=report.claim",
      ].map(async (query) => (await read(query)).items.length),
    );
    expect(counts).toEqual([3, 0, 3, 1, 0]);
    expect((await harness.request("/api/v1/admin/audit", { token: moderator.token })).status).toBe(403);
    const odd = await harness.request("/api/v1/admin/audit?cursor=nonsense", { token: admin.token });
    expect(await codeOf(odd)).toBe("invalid_cursor");
  });
});
