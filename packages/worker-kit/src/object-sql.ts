export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/**
 * The SQLite of an object, or of a test in plain Node. Statements run at once; a row's shape is what the
 * statement names.
 */
export interface Sql {
  rows<T extends Row>(statement: string, ...bindings: SqlValue[]): T[];
  /** All or nothing. */
  transaction<T>(work: () => T): T;
}

/** The SQLite of a Durable Object. */
export const objectSql = (storage: DurableObjectStorage): Sql => ({
  rows: <T extends Row>(statement: string, ...bindings: SqlValue[]) =>
    storage.sql.exec<T>(statement, ...bindings).toArray(),
  transaction: (work) => storage.transactionSync(work),
});
