import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NeonServer } from "../neon/server.ts";
import { everyBackend, openTestDatabase } from "../testing/database.ts";
import { migrate } from "./run.ts";

describe.each(await everyBackend())("the migration runner on $name", (backend) => {
  let server: NeonServer;
  let folder: string;
  const file = (name: string, text: string) => writeFile(join(folder, name), text);

  beforeAll(async () => {
    server = await backend.startEmpty();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    await server.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    folder = await mkdtemp(join(tmpdir(), "veza-migrations-"));
    await file(
      "0000_first.sql",
      "CREATE TABLE a (id int PRIMARY KEY);\n--> statement-breakpoint\nINSERT INTO a VALUES (1);",
    );
    await file("0001_second.sql", "ALTER TABLE a ADD COLUMN name text DEFAULT 'x';");
    return () => rm(folder, { recursive: true });
  });

  it("applies the files in order, and each once", async () => {
    expect(await migrate(server, folder)).toEqual({ applied: ["0000_first", "0001_second"], before: 0 });
    expect(await server.query("SELECT * FROM a")).toEqual([{ id: 1, name: "x" }]);
    await file("0002_third.sql", "INSERT INTO a VALUES (2)");
    expect(await migrate(server, folder)).toEqual({ applied: ["0002_third"], before: 2 });
    expect(await migrate(server, folder)).toEqual({ applied: [], before: 3 });
  });

  it("keeps nothing of a file that fails, and everything before it", async () => {
    await file(
      "0002_bad.sql",
      "CREATE TABLE b (id int);\n--> statement-breakpoint\nINSERT INTO a VALUES (1);",
    );
    await expect(migrate(server, folder)).rejects.toThrow(
      /0002_bad failed, nothing of it is kept: duplicate key.*\(id\)=\(1\)/,
    );
    expect(await server.query("SELECT to_regclass('b') AS b, to_regclass('a')::text AS a")).toEqual([
      { b: null, a: "a" },
    ]);
    await file("0002_bad.sql", "CREATE TABLE b (id int);");
    expect((await migrate(server, folder)).applied).toEqual(["0002_bad"]);
  });

  it("refuses a file that was changed or removed after it had been applied", async () => {
    await migrate(server, folder);
    await file("0001_second.sql", "ALTER TABLE a ADD COLUMN name text DEFAULT 'y';");
    await expect(migrate(server, folder)).rejects.toThrow("0001_second was changed");
    await rm(join(folder, "0001_second.sql"));
    await expect(migrate(server, folder)).rejects.toThrow("its file is missing");
  });

  it("refuses two files of one number", async () => {
    await file("0001_other.sql", "SELECT 1");
    await expect(migrate(server, folder)).rejects.toThrow("same number");
  });

  it("lets several runners start at once", async () => {
    const reports = await Promise.all(Array.from({ length: 5 }, () => migrate(server, folder)));
    expect(reports.flatMap((report) => report.applied).sort()).toEqual(["0000_first", "0001_second"]);
    expect(await server.query("SELECT count(*)::int AS n FROM a")).toEqual([{ n: 1 }]);
  });
});

describe.each(await everyBackend())("the repository's migrations on $name", (backend) => {
  it("apply from zero, and a reset empties what they made", async () => {
    const database = await openTestDatabase(backend);
    const [count] = await database.query("SELECT count(*)::int AS n FROM veza_migrations");
    expect(count?.n).toBeGreaterThan(0);
    await database.reset();
    expect(await database.query("SELECT count(*)::int AS n FROM veza_migrations")).toEqual([count]);
    await database.stop();
  });
});
