import { DatabaseSync } from "node:sqlite";
import type { Row, Sql, SqlValue } from "../object-sql.ts";

/**
 * The tables of an object in the SQLite of Node: the same statements as in an object, without one.
 * @param steps the object's migrations
 */
export function nodeSql(steps: readonly string[]): Sql & { close(): void; run(step: string): void } {
  const db = new DatabaseSync(":memory:");
  for (const step of steps) db.exec(step);
  const prepared = new Map<string, ReturnType<typeof db.prepare>>();
  let depth = 0;
  return {
    rows<T extends Row>(statement: string, ...bindings: SqlValue[]) {
      const ready = prepared.get(statement) ?? db.prepare(statement);
      prepared.set(statement, ready);
      return ready.all(...bindings) as T[];
    },
    transaction(work) {
      if (depth > 0) return work();
      depth++;
      db.exec("begin");
      try {
        const result = work();
        db.exec("commit");
        return result;
      } catch (cause) {
        db.exec("rollback");
        throw cause;
      } finally {
        depth--;
      }
    },
    run: (step) => db.exec(step),
    close: () => db.close(),
  };
}
