import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { clamdConf } from "./clamd-conf.ts";
import { askClamd } from "./clamd-socket.ts";

const OFFICIAL_DATABASES = "/var/lib/clamav";
const DEVELOPMENT_SIGNATURES = fileURLToPath(new URL("../../dev-signatures", import.meta.url));
/** `sun_path` of a unix socket holds 108 bytes, the closing zero included. */
const LONGEST_SOCKET_PATH = 107;

export type StartClamdOptions = {
  /**
   * A folder of this clamd's own: socket, configuration and temporary files. Created when it is not there.
   */
  dir: string;
  /** Overrides the choice of signatures. */
  signaturesDir?: string;
  /** Bytes that clamd takes in one stream; only tests lower it. */
  streamMaxBytes?: number;
  clamdPath?: string;
  /** The official databases take half a minute to load. */
  timeoutMs?: number;
};

export type RunningClamd = {
  socket: string;
  signatures: { kind: "official" | "development" | "given"; dir: string };
  pid: number;
  stop: () => Promise<void>;
};

/**
 * Starts a real clamd in the foreground on a unix socket and waits until it answers PING. Uses the official
 * databases of the machine where there are some, else the development signatures, which find nothing but the
 * EICAR test file: `signatures.kind` says which.
 * @throws when clamd is not installed, ends early (its last words are in the message) or does not answer in
 * time.
 */
export async function startClamd(options: StartClamdOptions): Promise<RunningClamd> {
  await mkdir(options.dir, { recursive: true });
  const signatures = options.signaturesDir
    ? { kind: "given" as const, dir: options.signaturesDir }
    : (await hasOfficialDatabases())
      ? { kind: "official" as const, dir: OFFICIAL_DATABASES }
      : { kind: "development" as const, dir: DEVELOPMENT_SIGNATURES };

  const { socket, extraDir } = await chooseSocket(options.dir);
  const temporaryDir = join(options.dir, "clamd-tmp");
  await mkdir(temporaryDir, { recursive: true });
  const confPath = join(options.dir, "clamd.conf");
  const conf = { socket, databaseDir: signatures.dir, temporaryDir };
  await writeFile(
    confPath,
    clamdConf(options.streamMaxBytes ? { ...conf, streamMaxBytes: options.streamMaxBytes } : conf),
  );

  const child = spawn(options.clamdPath ?? "clamd", ["--foreground", `--config-file=${confPath}`], {
    stdio: ["ignore", "pipe", "pipe"],
    // Debian puts daemons into a folder that is not on every user's path.
    env: { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin` },
  });
  let lastWords = "";
  const remember = (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000);
  };
  child.stdout?.on("data", remember);
  child.stderr?.on("data", remember);
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });

  const stop = async () => {
    await stopProcess(child);
    await rm(temporaryDir, { recursive: true, force: true });
    if (extraDir) await rm(extraDir, { recursive: true, force: true });
  };
  const deadline = Date.now() + (options.timeoutMs ?? 180_000);
  while (!(await answersPing(socket))) {
    const ended = failure !== undefined || child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadline) {
      await stop();
      const why =
        failure?.message ?? (ended ? `it ended with code ${child.exitCode}` : "no answer to PING in time");
      throw new Error(`clamd did not start: ${why}\n${lastWords}`.trim());
    }
    await sleep(100);
  }
  return { socket, signatures, pid: child.pid ?? 0, stop };
}

async function hasOfficialDatabases(): Promise<boolean> {
  const names = await readdir(OFFICIAL_DATABASES).catch(() => []);
  return names.some((name) => /^(main|daily)\.c[lv]d$/.test(name));
}

async function chooseSocket(dir: string): Promise<{ socket: string; extraDir: string | undefined }> {
  const socket = join(dir, "clamd.sock");
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) {
    await rm(socket, { force: true });
    return { socket, extraDir: undefined };
  }
  const extraDir = await mkdtemp(join(tmpdir(), "veza-clamd-"));
  return { socket: join(extraDir, "clamd.sock"), extraDir };
}

function answersPing(socket: string): Promise<boolean> {
  return askClamd({ socket }, "PING").then(
    (answer) => answer === "PONG",
    () => false,
  );
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(killer);
}
