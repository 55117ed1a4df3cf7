import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { tied } from "../process/tied.ts";

const run = promisify(execFile);

export interface PostgresCluster {
  url: string;
  stop(): Promise<void>;
}

/**
 * The folder of a PostgreSQL server's binaries on this machine, the newest one; undefined where there is
 * none.
 */
export async function findPostgresBinaries(): Promise<string | undefined> {
  const debian = "/usr/lib/postgresql";
  const versions = await readdir(debian).catch(() => []);
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  for (const folder of folders) {
    const names: string[] = await readdir(folder).catch(() => []);
    if (names.includes("initdb") && names.includes("postgres")) return folder;
  }
  return undefined;
}

/** PostgreSQL refuses to run as root: as root, its processes become the user `postgres` (or `nobody`). */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // No such user here: try the next name.
    }
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/**
 * A new PostgreSQL server in a temporary folder, for tests: no password, nothing synced to disk, gone after
 * `stop`, and when this process dies.
 */
export async function startPostgresCluster(binaries: string): Promise<PostgresCluster> {
  const folder = await mkdtemp(join(tmpdir(), "veza-postgres-"));
  const user = await unprivilegedUser();
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, "data");
  const identity = { ...user, cwd: folder };
  await run(
    join(binaries, "initdb"),
    ["-D", data, "-U", "veza", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"],
    identity,
  );
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    full_page_writes: "off",
    max_connections: "100",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { command, args } = await tied(join(binaries, "postgres"), [
    "-D",
    data,
    "-p",
    String(port),
    ...flags,
  ]);
  const server = spawn(command, args, {
    ...identity,
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    await ready(server);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `postgresql://veza@127.0.0.1:${port}/postgres`,
    async stop() {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
      if (server.exitCode === null && server.kill("SIGINT")) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`postgres ended with ${code}:\n${log}`)));
    server.stderr?.on("data", (chunk: Buffer) => {
      if (log.length < 20_000) log += chunk.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
  });
}
