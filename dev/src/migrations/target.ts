import pg from "pg";
import { z } from "zod";

export interface SqlStatement {
  sql: string;
  params?: readonly (string | null)[];
}

/** A database error as the migration runner needs it. */
export class SqlError extends Error {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/**
 * Where migrations go: runs statements as one transaction and gives each one's rows, values as PostgreSQL
 * prints them.
 */
export interface MigrationTarget {
  transaction(statements: SqlStatement[]): Promise<(string | null)[][][]>;
  close(): Promise<void>;
}

const BatchAnswer = z.object({
  results: z.array(z.object({ rows: z.array(z.array(z.string().nullable())) })),
});
const ErrorAnswer = z.object({
  message: z.string(),
  code: z.string().optional(),
  detail: z.string().optional(),
});

/** A database behind Neon's SQL over HTTP. */
export function neonTarget(
  fetchEndpoint: string,
  connectionString = "postgresql://veza@local/veza",
): MigrationTarget {
  return {
    async transaction(statements) {
      const response = await fetch(fetchEndpoint, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "neon-connection-string": connectionString,
          "neon-raw-text-output": "true",
          "neon-array-mode": "true",
        },
        body: JSON.stringify({
          queries: statements.map(({ sql, params }) => ({ query: sql, params: params ?? [] })),
        }),
      });
      const text = await response.text();
      if (!response.ok) {
        const answer = ErrorAnswer.safeParse(JSON.parse(text));
        if (!answer.success)
          throw new SqlError(`the database answered ${response.status}: ${text}`, undefined);
        throw new SqlError(
          [answer.data.message, answer.data.detail].filter(Boolean).join(": "),
          answer.data.code,
        );
      }
      return BatchAnswer.parse(JSON.parse(text)).results.map((result) => result.rows);
    },
    close: async () => undefined,
  };
}

/**
 * A PostgreSQL server by connection string. Use a direct connection, not one through a pooler: migrations
 * wait for table locks, and a pooler may cut long statements.
 */
export async function postgresTarget(url: string): Promise<MigrationTarget> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async transaction(statements) {
      await client.query("BEGIN");
      try {
        const results: (string | null)[][][] = [];
        for (const { sql, params } of statements) {
          const query = {
            text: sql,
            values: [...(params ?? [])],
            rowMode: "array" as const,
            types: asPrinted,
          };
          results.push((await client.query(query)).rows);
        }
        await client.query("COMMIT");
        return results;
      } catch (error) {
        // Where even this fails the connection is gone, and the transaction with it: the first error says
        // why.
        await client.query("ROLLBACK").catch(() => undefined);
        if (error instanceof pg.DatabaseError) {
          throw new SqlError([error.message, error.detail].filter(Boolean).join(": "), error.code);
        }
        throw error;
      }
    },
    close: () => client.end(),
  };
}

const asPrinted = { getTypeParser: () => (value: string) => value };
