import { everyBackend } from "@veza/dev/testing/database";
import { AppError } from "@veza/worker-kit/app-error";
import { sql } from "drizzle-orm";
import { integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DatabaseEnv, openDatabase, type Statements } from "./client.ts";
import { violates } from "./postgres-error.ts";
import { type Transaction, transaction } from "./transaction.ts";

type Server = Awaited<ReturnType<Awaited<ReturnType<typeof everyBackend>>[number]["startEmpty"]>>;

const things = pgTable("things", {
  id: integer().primaryKey(),
  n: integer().notNull(),
  facts: jsonb(),
  words: text().array(),
  made_at: timestamp("made_at", { precision: 3, withTimezone: true }),
});

describe.each(await everyBackend())("a transaction on $name", (backend) => {
  let server: Server;
  let env: DatabaseEnv;
  beforeAll(async () => {
    server = await backend.startEmpty();
    env = {
      DATABASE_URL: "postgresql://veza:veza@local.test/veza",
      NEON_FETCH_ENDPOINT: server.fetchEndpoint,
    };
    await server.exec(
      "create table things (id int primary key, n int not null, facts jsonb, words text[], made_at timestamptz(3))",
    );
  });
  beforeEach(() => server.exec("truncate things; insert into things values (1, 0), (2, 0)"));
  // Whatever a test did, no connection is left behind.
  afterEach(() => expect.poll(() => server.sessionCount()).toBe(0));
  afterAll(() => server?.stop());

  const read = async (id: number) => (await server.query("select n from things where id = $1", [id]))[0]?.n;
  const readN = async (tx: Statements, id: number, lock = sql``) =>
    Number((await tx.execute<{ n: number }>(sql`select n from things where id = ${id} ${lock}`)).rows[0]?.n);
  const increment = async (tx: Transaction, lock = sql``) => {
    const n = await readN(tx, 1, lock);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await tx.execute(sql`update things set n = ${n + 1} where id = 1`);
  };
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => Promise.reject(new Error("it was not refused")),
      (error: unknown) => error,
    );

  test("keeps all that it wrote, and gives back what it returns", async () => {
    const result = await transaction(env, async (tx) => {
      await tx.execute(sql`update things set n = 5 where id = 1`);
      return readN(tx, 1);
    });
    expect([result, await read(1)]).toEqual([5, 5]);
  });

  test("keeps nothing when something in it throws, and lets go of its locks", async () => {
    const thrown = new Error("no");
    const run = transaction(env, async (tx) => {
      await tx.execute(sql`update things set n = 5 where id = 1`);
      throw thrown;
    });
    expect(await refusal(run)).toBe(thrown);
    expect(await read(1)).toBe(0);
    await transaction(env, (tx) => tx.execute(sql`update things set n = 6 where id = 1`));
    expect(await read(1)).toBe(6);
  });

  test("says which constraint it hurt, as a single statement does", async () => {
    const twice = transaction(env, (tx) => tx.insert(things).values({ id: 1, n: 0 }));
    expect(violates(await refusal(twice), "things_pkey")).toBe(true);
  });

  test("gives the same rows as the database over HTTP", async () => {
    const made_at = new Date("2026-05-06T07:08:09.123Z");
    const row = { id: 3, n: 7, facts: { deep: ["x", 1.5] }, words: ["a", 'b"c'], made_at };
    const seen = await transaction(env, async (tx) => {
      await tx.insert(things).values(row);
      return [
        await tx.select().from(things),
        (await tx.execute(sql`select *, count(*) over () as total from things order by id`)).rows,
        (await tx.update(things).set({ n: 8 }).returning({ id: things.id })).length,
      ];
    });
    const db = openDatabase(env);
    await db.update(things).set({ n: sql`case when id = 3 then 7 else 0 end` });
    expect(seen).toEqual([
      await db.select().from(things),
      (await db.execute(sql`select *, count(*) over () as total from things order by id`)).rows,
      3,
    ]);
  });

  test("twenty writers at once that lock what they read lose nothing", async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => transaction(env, (tx) => increment(tx, sql`for update`))),
    );
    expect(await read(1)).toBe(20);
  });

  test("writers at once that lock nothing are repeated until they do not collide", async () => {
    let runs = 0;
    const run = () =>
      transaction(
        env,
        (tx) => {
          runs++;
          return increment(tx);
        },
        { isolation: "serializable", attempts: 30 },
      );
    await Promise.all(Array.from({ length: 5 }, run));
    expect(await read(1)).toBe(5);
    expect(runs).toBeGreaterThanOrEqual(5);
  });

  test("two that wait for each other both come to their end", async () => {
    const inOrder = (first: number, second: number) =>
      transaction(env, async (tx) => {
        for (const id of [first, second]) {
          await tx.execute(sql`update things set n = n + 1 where id = ${id}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      });
    await Promise.all([inOrder(1, 2), inOrder(2, 1)]);
    expect([await read(1), await read(2)]).toEqual([2, 2]);
  });

  test("one that is refused every time is unavailable, and says so", async () => {
    let runs = 0;
    const run = transaction(
      env,
      async (tx) => {
        runs++;
        await tx.execute(sql`do $$ begin raise exception 'no' using errcode = '40001'; end $$`);
      },
      { attempts: 3 },
    );
    expect(await refusal(run)).toMatchObject({ code: "unavailable" });
    expect(runs).toBe(3);
  });

  test("one that hangs is ended at its deadline, and its locks with it", async () => {
    let after: unknown;
    const hanging = transaction(
      env,
      async (tx) => {
        await tx.execute(sql`update things set n = 9 where id = 1`);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        after = await refusal(Promise.resolve(tx.execute(sql`select 1`)));
      },
      { deadline_ms: 300 },
    );
    const error = await refusal(hanging);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "unavailable" });
    await transaction(env, (tx) => tx.execute(sql`update things set n = n + 1 where id = 1`));
    expect(await read(1)).toBe(1);
    // What still runs finds a connection that is closed.
    await expect.poll(() => after).toBeInstanceOf(Error);
  });

  test("single statements come to their turn while transactions are open", async () => {
    const [, , n] = await Promise.all([
      transaction(env, (tx) => increment(tx, sql`for update`)),
      transaction(env, (tx) => increment(tx, sql`for update`)),
      openDatabase(env).execute(sql`select count(*)::int as n from things`),
    ]);
    expect(n.rows).toEqual([{ n: 2 }]);
    expect(await read(1)).toBe(2);
  });
});
