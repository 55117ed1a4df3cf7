import { Duplex } from "node:stream";
import pg from "pg";
import type { SqlSession } from "./backend.ts";

/**
 * A connection to a PostgreSQL server whose greeting is over. `pg` makes it, for it knows every way to prove
 * a password and to encrypt; after that its stream carries the bytes of somebody else.
 * @throws the server's or the system's error
 */
export async function openPostgresSession(config: pg.ClientConfig): Promise<SqlSession> {
  const client = new pg.Client(config);
  // `connection` is not among the typed members of a client; what is read from it is checked.
  const connection: unknown = Reflect.get(client, "connection");
  if (!(connection instanceof pg.Connection)) throw new Error("pg's client has no connection");
  const parameters = new Map<string, string>();
  connection.on("parameterStatus", (said: { parameterName: string; parameterValue: string }) =>
    parameters.set(said.parameterName, said.parameterValue),
  );
  await client.connect();
  const stream: unknown = Reflect.get(connection, "stream");
  if (!(stream instanceof Duplex)) throw new Error("pg's connection has no stream");
  for (const event of ["data", "end", "close", "error"]) stream.removeAllListeners(event);
  stream.pause();
  return { stream, parameters };
}
