import type { ClientBase, FieldDef, QueryResult } from "pg";
import type { ResultMode, SqlRequest, Statement } from "./protocol.ts";

/** One statement's answer in Neon's form. */
export interface SqlAnswer {
  fields: FieldDef[];
  rows: unknown[];
  rowCount: number | null;
  command: string;
  rowAsArray: boolean;
}

const asPrinted = { getTypeParser: () => (value: string) => value };

async function run(client: ClientBase, statement: Statement, mode: ResultMode): Promise<SqlAnswer> {
  const query = {
    text: statement.query,
    values: statement.params,
    // Without this a statement with no parameters would go the simple way, which takes several statements in
    // one text; Neon does not.
    queryMode: "extended",
    ...(mode.arrayMode ? { rowMode: "array" as const } : {}),
    ...(mode.rawText ? { types: asPrinted } : {}),
  };
  const result: QueryResult = await client.query(query);
  return {
    fields: result.fields,
    rows: result.rows,
    rowCount: result.rowCount,
    command: result.command,
    rowAsArray: mode.arrayMode,
  };
}

/**
 * Runs one request on a connection. A batch is one transaction: all of it or nothing.
 * @throws pg.DatabaseError with PostgreSQL's own fields
 */
export async function execute(
  client: ClientBase,
  request: SqlRequest,
): Promise<SqlAnswer | { results: SqlAnswer[] }> {
  if (request.kind === "single") return run(client, request.statement, request.mode);
  await client.query(request.begin);
  try {
    const results: SqlAnswer[] = [];
    for (const statement of request.statements) results.push(await run(client, statement, request.mode));
    await client.query("COMMIT");
    return { results };
  } catch (error) {
    // Where even this fails the connection is gone, and the transaction with it: the first error says why.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
