import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NeonDbError, neon, neonConfig } from "@neondatabase/serverless";
import { eq, sql as template } from "drizzle-orm";
import { drizzle } from "drizzle-orm/neon-http";
import { integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { everyBackend } from "../testing/database.ts";
import { type NeonServer, startNeonServer } from "./server.ts";

const URL = "postgresql://veza:veza@local.test/veza";

describe.each(await everyBackend())("Neon's driver against $name", (backend) => {
  let server: NeonServer;
  let sql: ReturnType<typeof neon<false, false>>;

  beforeAll(async () => {
    server = await backend.startEmpty();
    neonConfig.fetchEndpoint = server.fetchEndpoint;
    sql = neon(URL, { disableWarningInBrowsers: true });
    await server.exec(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE TABLE owners (id int PRIMARY KEY, name text NOT NULL UNIQUE CHECK (name <> ''));
      CREATE TABLE things (id int PRIMARY KEY, owner_id int NOT NULL REFERENCES owners, facts jsonb, made_at timestamptz(3));
    `);
  });
  beforeEach(() => server.exec("TRUNCATE owners, things"));
  afterAll(() => server?.stop());

  const failure = (promise: Promise<unknown>): Promise<NeonDbError> =>
    promise.then(
      () => Promise.reject(new Error("no error came")),
      (error: NeonDbError) => error,
    );

  it("gives every common type back as node-postgres does", async () => {
    const bytes = Buffer.from([0, 255, 92, 39]);
    const [row] =
      await sql`SELECT ${42}::int AS i, ${"9007199254740993"}::bigint AS big, ${1.5}::float8 AS f, ${true} ::bool AS b,
      ${"é ' \\ \u{1F3B5}"}::text AS t, ${null}::text AS n, ${{ a: [1, "x"] }}::jsonb AS j, ${["a", 'b"c', null]}::text[] AS list,
      ${bytes}::bytea AS raw, ${new Date("2026-01-02T03:04:05.678Z")}::timestamptz AS at, 12.30::numeric AS exact`;
    // drizzle's driver, where one was made before, has told Neon's to leave times as text.
    expect({ ...row, at: new Date(row?.at) }).toEqual({
      i: 42,
      big: "9007199254740993",
      f: 1.5,
      b: true,
      t: "é ' \\ \u{1F3B5}",
      n: null,
      j: { a: [1, "x"] },
      list: ["a", 'b"c', null],
      raw: bytes,
      at: new Date("2026-01-02T03:04:05.678Z"),
      exact: "12.30",
    });
  });

  it("answers in array mode with full results", async () => {
    const full = neon(URL, { arrayMode: true, fullResults: true, disableWarningInBrowsers: true });
    const result = await full`INSERT INTO owners VALUES (1, 'a'), (2, 'b') RETURNING id, name`;
    expect(result).toMatchObject({
      command: "INSERT",
      rowCount: 2,
      rowAsArray: true,
      rows: [
        [1, "a"],
        [2, "b"],
      ],
    });
    expect(result.fields.map(({ name, dataTypeID }) => ({ name, dataTypeID }))).toEqual([
      { name: "id", dataTypeID: 23 },
      { name: "name", dataTypeID: 25 },
    ]);
  });

  it("gives objects where the caller asks for no array mode", async () => {
    const response = await fetch(server.fetchEndpoint, {
      method: "POST",
      headers: { "neon-connection-string": URL },
      body: JSON.stringify({ query: "SELECT $1::int AS n", params: [7] }),
    });
    expect(await response.json()).toMatchObject({ rows: [{ n: 7 }], rowAsArray: false });
  });

  it("keeps PostgreSQL's error fields", async () => {
    await sql`INSERT INTO owners VALUES (1, 'a')`;
    const twice = await failure(sql`INSERT INTO owners VALUES (2, 'a')`);
    expect(twice).toMatchObject({
      code: "23505",
      severity: "ERROR",
      constraint: "owners_name_key",
      table: "owners",
      schema: "public",
      detail: "Key (name)=(a) already exists.",
    });
    expect(twice.message).toContain("duplicate key value");
    expect(await failure(sql`INSERT INTO owners VALUES (3, NULL)`)).toMatchObject({
      code: "23502",
      column: "name",
    });
    expect(await failure(sql`INSERT INTO owners VALUES (3, '')`)).toMatchObject({ code: "23514" });
    expect(await failure(sql`INSERT INTO things VALUES (1, 99)`)).toMatchObject({ code: "23503" });
    expect(await failure(sql`SELECT nonsense`)).toMatchObject({ code: "42703", position: "8" });
    expect(await failure(sql`SELECT ${"x"}::int`)).toMatchObject({ code: "22P02" });
    expect(await sql`SELECT 1 AS alive`).toEqual([{ alive: 1 }]);
  });

  it("runs a batch as one transaction", async () => {
    const [, rows] = await sql.transaction([
      sql`INSERT INTO owners VALUES (1, 'a')`,
      sql`SELECT name FROM owners`,
    ]);
    expect(rows).toEqual([{ name: "a" }]);
    const error = await failure(
      sql.transaction([sql`INSERT INTO owners VALUES (2, 'b')`, sql`INSERT INTO owners VALUES (1, 'c')`]),
    );
    expect(error).toMatchObject({ code: "23505", constraint: "owners_pkey" });
    expect(await sql`SELECT id FROM owners`).toEqual([{ id: 1 }]);
  });

  it("passes isolation level, read only and deferrable to the transaction", async () => {
    const [level, readOnly, deferrable] = await sql.transaction(
      [sql`SHOW transaction_isolation`, sql`SHOW transaction_read_only`, sql`SHOW transaction_deferrable`],
      { isolationLevel: "Serializable", readOnly: true, deferrable: true },
    );
    expect([level, readOnly, deferrable]).toEqual([
      [{ transaction_isolation: "serializable" }],
      [{ transaction_read_only: "on" }],
      [{ transaction_deferrable: "on" }],
    ]);
    expect(
      await failure(sql.transaction([sql`INSERT INTO owners VALUES (1, 'a')`], { readOnly: true })),
    ).toMatchObject({ code: "25006" });
  });

  it("takes one statement a query, as Neon does", async () => {
    expect(await failure(sql.query("SELECT 1; SELECT 2"))).toMatchObject({ code: "42601" });
  });

  it("never mixes two batches that are sent at once", async () => {
    await sql`INSERT INTO owners VALUES (1, 'a')`;
    await sql`INSERT INTO things VALUES (1, 1, '{"n": 0}')`;
    const increments = Array.from({ length: 20 }, () =>
      sql.transaction([
        sql`SELECT id FROM things WHERE id = 1 FOR UPDATE`,
        sql`UPDATE things SET facts = jsonb_build_object('n', (facts->>'n')::int + 1) WHERE id = 1`,
      ]),
    );
    await Promise.all(increments);
    expect(await sql`SELECT facts FROM things`).toEqual([{ facts: { n: 20 } }]);
  });

  it("carries drizzle: inserts, selects, errors, batches", async () => {
    const owners = pgTable("owners", { id: integer().primaryKey(), name: text().notNull() });
    const things = pgTable("things", {
      id: integer().primaryKey(),
      ownerId: integer("owner_id").notNull(),
      facts: jsonb(),
      madeAt: timestamp("made_at", { precision: 3, withTimezone: true }),
    });
    const db = drizzle(neon(URL, { disableWarningInBrowsers: true }));
    const madeAt = new Date("2026-05-06T07:08:09.123Z");
    await db.batch([
      db.insert(owners).values({ id: 1, name: "a" }),
      db.insert(things).values({ id: 1, ownerId: 1, facts: { deep: ["x"] }, madeAt }),
    ]);
    const rows = await db.select().from(things).innerJoin(owners, eq(owners.id, things.ownerId));
    expect(rows).toEqual([
      { owners: { id: 1, name: "a" }, things: { id: 1, ownerId: 1, facts: { deep: ["x"] }, madeAt } },
    ]);
    const error = await failure(Promise.resolve(db.insert(owners).values({ id: 2, name: "a" })));
    expect(error.cause).toMatchObject({ code: "23505", constraint: "owners_name_key" });
    const [match] = (await db.execute(template`SELECT similarity('veza', 'vesa') > 0.2 AS near`)).rows;
    expect(match).toEqual({ near: true });
  });

  it("refuses what is not of Neon's form and stays alive", async () => {
    const post = (body: string, headers: Record<string, string> = { "neon-connection-string": URL }) =>
      fetch(server.fetchEndpoint, { method: "POST", headers, body }).then((response) => response.status);
    expect(await post("{")).toBe(400);
    expect(await post("{}")).toBe(400);
    expect(await post('{"query":"SELECT 1"}', {})).toBe(400);
    expect(await post('{"query":"SELECT 1","params":[{}]}')).toBe(400);
    expect((await fetch(`${server.url}/else`)).status).toBe(404);
    expect((await fetch(server.fetchEndpoint)).status).toBe(405);
    expect(await sql`SELECT 1 AS alive`).toEqual([{ alive: 1 }]);
  });

  it("refuses a page whose name was re-bound to this machine", async () => {
    const status = await new Promise((resolve, reject) => {
      request(server.fetchEndpoint, { method: "POST", headers: { host: "evil.example" } }, (response) =>
        resolve(response.statusCode),
      )
        .on("error", reject)
        .end("{}");
    });
    expect(status).toBe(421);
  });
});

describe("PGlite in a folder", () => {
  it("keeps its rows over a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "veza-test-"));
    const backend = { kind: "pglite", dataDir: join(folder, "deep/db") } as const;
    try {
      const first = await startNeonServer({ backend });
      await first.exec("CREATE TABLE kept (id int); INSERT INTO kept VALUES (5)");
      await first.stop();
      const second = await startNeonServer({ backend });
      expect(await second.query("SELECT id FROM kept WHERE id = $1", [5])).toEqual([{ id: 5 }]);
      await second.stop();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("a PostgreSQL server that is away", () => {
  it("is a server failure for the driver, not a database error", async () => {
    const server = await startNeonServer({
      backend: { kind: "postgres", url: "postgresql://veza@127.0.0.1:9/veza" },
    });
    neonConfig.fetchEndpoint = server.fetchEndpoint;
    const sql = neon(URL, { disableWarningInBrowsers: true });
    await expect(sql`SELECT 1`).rejects.toThrow("HTTP status 503");
    await server.stop();
  });
});
