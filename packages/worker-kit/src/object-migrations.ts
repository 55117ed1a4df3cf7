/**
 * Brings a Durable Object's SQLite to the newest schema, each step once.
 * @param steps append-only: what ran in some object may never change
 * @throws when a step that ran was changed since
 */
export function migrateObject(sql: SqlStorage, steps: readonly string[]): void {
  sql.exec("create table if not exists migrations (n integer primary key, statement text not null)");
  const done = sql
    .exec<{ n: number; statement: string }>("select n, statement from migrations order by n")
    .toArray();
  for (const [n, statement] of steps.entries()) {
    const before = done[n];
    if (before === undefined) {
      sql.exec(statement);
      sql.exec("insert into migrations (n, statement) values (?, ?)", n, statement);
    } else if (before.statement !== statement) {
      throw new Error(`migration ${n} of this object was changed: the list is append-only`);
    }
  }
}
