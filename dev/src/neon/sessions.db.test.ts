import { once } from "node:events";
import { Client } from "@neondatabase/serverless";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { everyBackend } from "../testing/database.ts";
import { type NeonServer, startNeonServer } from "./server.ts";

const DATABASE_URL = "postgresql://veza:veza@local.test/veza";

async function connect(server: NeonServer): Promise<Client> {
  const client = new Client(DATABASE_URL);
  client.neonConfig.wsProxy = () => `${new URL(server.url).host}/v2`;
  client.neonConfig.useSecureWebSocket = false;
  client.neonConfig.coalesceWrites = false;
  await client.connect();
  return client;
}
const prepare = (server: NeonServer) => server.exec("CREATE TABLE things (id int PRIMARY KEY)");
const count = async (server: NeonServer) => (await server.query("SELECT id FROM things")).length;

describe.each(await everyBackend())("sessions of Neon's driver against $name", (backend) => {
  let server: NeonServer;
  beforeAll(async () => {
    server = await backend.startEmpty();
    await prepare(server);
  });
  beforeEach(() => server.exec("TRUNCATE things"));
  afterEach(() => expect.poll(() => server.sessionCount()).toBe(0));
  afterAll(() => server?.stop());

  it("keep a transaction together, seen by others when it is committed", async () => {
    const client = await connect(server);
    await client.query("BEGIN");
    await client.query("INSERT INTO things VALUES ($1)", [1]);
    expect((await client.query("SELECT id FROM things")).rows).toEqual([{ id: 1 }]);
    await client.query("COMMIT");
    expect(await count(server)).toBe(1);
    await client.end();
  });

  it("go on after an error, also with several statements in one text", async () => {
    const client = await connect(server);
    await expect(client.query("INSERT INTO things VALUES ($1)", ["x"])).rejects.toMatchObject({
      code: "22P02",
    });
    await client.query("BEGIN; INSERT INTO things VALUES (1)");
    await expect(client.query("INSERT INTO things VALUES (1)")).rejects.toMatchObject({ code: "23505" });
    await expect(client.query("SELECT 1")).rejects.toMatchObject({ code: "25P02" });
    await client.query("ROLLBACK");
    expect((await client.query("SELECT id FROM things")).rows).toEqual([]);
    await client.end();
  });

  it("are rolled back when their client goes away", async () => {
    const client = await connect(server);
    client.on("error", () => undefined);
    await client.query("BEGIN; INSERT INTO things VALUES (1)");
    client.neonConfig.destroy();
    await expect.poll(() => server.sessionCount()).toBe(0);
    await server.exec("INSERT INTO things VALUES (1)");
    expect(await count(server)).toBe(1);
  });

  it("leave no setting and no prepared statement to those after them", async () => {
    const first = await connect(server);
    await first.query("SET statement_timeout = 1234");
    await first.query({ name: "mine", text: "SELECT 1" });
    await first.end();
    await expect.poll(() => server.sessionCount()).toBe(0);
    const second = await connect(server);
    expect((await second.query("SHOW statement_timeout")).rows).toEqual([{ statement_timeout: "0" }]);
    expect((await second.query("SELECT name FROM pg_prepared_statements")).rows).toEqual([]);
    await second.end();
  });

  it("are refused to pages, and at any other address", async () => {
    const url = server.url.replace("http", "ws");
    for (const [address, options] of [
      [`${url}/v2`, { origin: "http://evil.example" }],
      [`${url}/v2`, { headers: { host: "evil.example" } }],
      [`${url}/else`, {}],
    ] as const) {
      const socket = new WebSocket(address, options);
      const [error] = await once(socket, "error");
      expect(String(error)).toMatch(/Unexpected server response: 4/);
    }
  });

  it("end with what is no greeting of PostgreSQL", async () => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/v2`);
    await once(socket, "open");
    socket.send(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    await once(socket, "close");
  });
});

describe("a transaction that is left open in front of PGlite", () => {
  let server: NeonServer;
  beforeAll(async () => {
    server = await startNeonServer({
      backend: { kind: "pglite", limits: { idle_ms: 200, transaction_ms: 600 } },
    });
    await prepare(server);
  });
  afterAll(() => server?.stop());

  const fatal = (client: Client) =>
    new Promise<unknown>((resolve) => client.on("error", (error: unknown) => resolve(error)));

  it("is ended when nothing is asked in it, and the others go on", async () => {
    const client = await connect(server);
    const error = fatal(client);
    await client.query("BEGIN; INSERT INTO things VALUES (1)");
    // Waits for its turn, which comes when the limit has passed.
    expect(await count(server)).toBe(0);
    expect(await error).toMatchObject({ severity: "FATAL", code: "25P03" });
    await expect.poll(() => server.sessionCount()).toBe(0);
  });

  it.each(["local idle_in_transaction_session_timeout", "transaction_timeout", "Idle_Session_Timeout"])(
    "and that sets %s for itself is ended all the same, and PGlite goes on",
    async (limit) => {
      const client = await connect(server);
      const error = fatal(client);
      await client.query(`BEGIN; SET ${limit} = 20; INSERT INTO things VALUES (1)`);
      expect(await error).toMatchObject({ severity: "FATAL", code: "25P03" });
      expect(await count(server)).toBe(0);
      const next = await connect(server);
      await next.query(`SET ${limit.replace("local ", "")} = 20`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect((await next.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
      await next.end();
    },
  );

  it("is ended when it is open for too long, however busy it is", async () => {
    const client = await connect(server);
    // The driver hands it to the statement that waits for an answer, and to the client where none does.
    const told: unknown[] = [];
    client.on("error", (error: unknown) => told.push(error));
    await client.query("BEGIN; INSERT INTO things VALUES (1)");
    const asking = setInterval(
      () => void client.query("SELECT 1").catch((error: unknown) => told.push(error)),
      50,
    );
    await expect
      .poll(() => told)
      .toContainEqual(expect.objectContaining({ severity: "FATAL", code: "25P04" }));
    clearInterval(asking);
    expect(await count(server)).toBe(0);
  });
});

describe("a session with a PostgreSQL server that is away", () => {
  it("is refused with a reason", async () => {
    const server = await startNeonServer({
      backend: { kind: "postgres", url: "postgresql://veza@127.0.0.1:9/veza" },
    });
    const client = new Client(DATABASE_URL);
    client.neonConfig.wsProxy = () => `${new URL(server.url).host}/v2`;
    client.neonConfig.useSecureWebSocket = false;
    client.neonConfig.pipelineConnect = false;
    await expect(client.connect()).rejects.toMatchObject({ code: "08006" });
    await server.stop();
  });
});
