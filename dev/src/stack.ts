import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackendOptions } from "./neon/backend.ts";
import { clamdPart } from "./parts/clamd.ts";
import { databasePart } from "./parts/database.ts";
import type { Part, PartName } from "./parts/part.ts";
import { servicesPart } from "./parts/services.ts";
import { transcoderPart } from "./parts/transcoder.ts";
import { type WorkersOptions, type WorkersPart, workersPart } from "./parts/workers.ts";
import type { Log } from "./process/log.ts";
import { waitForUrl } from "./process/wait-for.ts";
import { seedAccounts } from "./seed/accounts.ts";
import { openMailOutbox, type StoredMail } from "./services/mail-outbox.ts";
import { openLogFiles } from "./stack/log-files.ts";
import { findFreePorts, requireFreePorts } from "./stack/ports.ts";
import { reorderMedia } from "./stack/reorder-media.ts";
import { loadSecrets, type Secrets } from "./stack/secrets.ts";
import type { Ports } from "./stack/settings.ts";
import { copyPgliteTemplate } from "./testing/pglite-template.ts";
import { buildWeb } from "./web/build-web.ts";
import type { WorkerName } from "./wrangler/resolve-config.ts";
import { withOverrides, workerVariables } from "./wrangler/variables.ts";

export interface StackOptions {
  /** Kept after `stop`. Without it: a temporary folder that `stop` removes. */
  dataDir?: string;
  /** Without it: free ones. */
  ports?: Ports;
  /** Without it: PGlite in the data folder. */
  database?: BackendOptions;
  /** How the Workers run; without it as developers run them, by `wrangler dev`. */
  workers?: (options: WorkersOptions) => WorkersPart;
  /** `build` (default) serves the web app; `none` an empty folder, for tests that only speak to the API. */
  web?: "build" | "none";
  /** Whether the demo's accounts are put in (default). */
  accounts?: boolean;
  /** Overrides clamd's choice of signatures. */
  signaturesDir?: string;
  /**
   * `everything` (default), or only what a page needs: the scanner may take half a minute to load official
   * signatures.
   */
  waitFor?: "everything" | "pages";
  /** Jobs that the transcoder runs side by side. Default 2. */
  slots?: number;
  /** Added to the Workers' variables, winning over the stack's own. */
  vars?: Partial<Record<WorkerName, Record<string, string>>>;
  /** Added to the transcoder's environment. */
  transcoderEnv?: Record<string, string>;
  /** One line about each part: that it is up, and what a developer wants to know of it. */
  onPart?: (part: PartName | "web", line: string) => void;
  /** Every line of every part; they are also written to `logs/` in the data folder. */
  log?: Log;
  /** Called when the Workers end by themselves: the stack is of no use then. */
  onEnd?: (code: number) => void;
}

export interface Stack {
  /** The public origin, `http://localhost:…`. */
  url: string;
  ports: Ports;
  dataDir: string;
  secrets: Secrets;
  /** Settles when every part is ready (`/readyz` says so); rejects when one did not come up. */
  ready: Promise<void>;
  /** Mails that were sent, newest first. */
  mail(to?: string): Promise<StoredMail[]>;
  /** One SQL statement, rows as objects. */
  sql(query: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Which virus signatures are in use; undefined until the scanner is up. */
  signatures(): string | undefined;
  /** The part's process, where it is one of its own and runs. */
  pid(part: PartName): number | undefined;
  /** Runs the Workers' scheduled handlers now; by itself the stack does it every minute. */
  runCron(): Promise<void>;
  stopPart(part: PartName): Promise<void>;
  startPart(part: PartName): Promise<void>;
  /** Ends everything, in the order that loses nothing. */
  stop(): Promise<void>;
}

/** The folder of the repository. */
export const ROOT = join(import.meta.dirname, "../..");

/** What a build says goes to the log file, and to the terminal only when it failed. */
async function buildQuietly(show: Log, write: Log): Promise<void> {
  const lines: string[] = [];
  try {
    await buildWeb(ROOT, (part, line) => {
      lines.push(line);
      write(part, line);
    });
  } catch (error) {
    for (const line of lines) show("web", line);
    throw error;
  }
}

/**
 * Starts all parts of Veza on this machine and waits until they are ready.
 * @throws when a port is taken or a part does not come up; what had been started is stopped again
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "veza-stack-")));
  await mkdir(dataDir, { recursive: true });
  const ports = options.ports ?? (await findFreePorts());
  await requireFreePorts(ports);
  const secrets = await loadSecrets(join(dataDir, "secrets.json"));
  const files = await openLogFiles(join(dataDir, "logs"));
  const log: Log = (part, line) => {
    files.write(part, line);
    options.log?.(part, line);
  };
  /** Starts a part and says so, with the time that it took. */
  const up = async (part: PartName | "web", start: () => Promise<unknown>, more = () => "") => {
    const began = performance.now();
    await start();
    const line = `up after ${((performance.now() - began) / 1000).toFixed(1)} s${more()}`;
    files.write(part, line);
    options.onPart?.(part, line);
  };

  const outbox = openMailOutbox(join(dataDir, "mail"));
  const migrations = join(ROOT, "migrations");
  let applied = "";
  const database = databasePart({
    backend: options.database ?? {
      kind: "pglite",
      dataDir: temporary ? await copyPgliteTemplate(migrations, join(dataDir, "db")) : join(dataDir, "db"),
    },
    port: ports.database,
    migrations,
    onMigrated: (names) => {
      for (const name of names) files.write("database", `applied migration ${name}`);
      applied = names.length === 0 ? "" : `, ${names.length} migrations applied`;
    },
  });
  const clamd = clamdPart({
    dataDir,
    ...(options.signaturesDir === undefined ? {} : { signaturesDir: options.signaturesDir }),
  });
  const workers = (options.workers ?? workersPart)({
    root: ROOT,
    dataDir,
    ports,
    variables: withOverrides(workerVariables(ports, secrets), options.vars),
    ...(options.web === "none" ? { assets: join(dataDir, "no-web") } : {}),
    log,
    onReload: () => {
      resumeWork().catch((error: Error) =>
        log("workers", `unfinished tracks could not be ordered again: ${error.message}`),
      );
    },
    onEnd: (code) => options.onEnd?.(code),
  });
  const parts: Record<PartName, Part> = {
    database,
    services: servicesPart(outbox, ports.services),
    clamd,
    transcoder: transcoderPart({
      root: ROOT,
      dataDir,
      port: ports.transcoder,
      clamdSocket: clamd.socket,
      slots: options.slots ?? 2,
      log,
      env: { SHARED_SECRET: secrets.transcoder_secret, ...options.transcoderEnv },
    }),
    workers,
  };

  const stop = async () => {
    // The Workers first, so that nothing new is begun; the database last, so that everything can still be
    // written.
    for (const name of ["workers", "transcoder", "clamd", "services", "database"] as const)
      await parts[name].stop();
    await files.close();
    if (temporary) await rm(dataDir, { recursive: true, force: true });
  };

  const endpoint = `http://127.0.0.1:${ports.database}/sql`;
  const resumeWork = async () => {
    const reordered = await reorderMedia(endpoint, new Date());
    if (reordered > 0) log("database", `${reordered} unfinished tracks are ordered again`);
    // Sends what the outbox holds, without waiting for the minute.
    await workers.runCron();
  };

  const stopping = new AbortController();
  const scanner = async () => {
    await up("clamd", parts.clamd.start, () => `, with ${clamd.signatures()} signatures`);
    await up("transcoder", parts.transcoder.start);
  };
  const data = async () => {
    await up(
      "database",
      () => parts.database.start(),
      () => applied,
    );
    if (options.accounts !== false) await seedAccounts(endpoint);
  };
  const pages = async () => {
    await Promise.all([
      data(),
      up("services", parts.services.start),
      options.web === "none"
        ? undefined
        : up("web", () => buildQuietly((part, line) => options.log?.(part, line), files.write)),
    ]);
    await up("workers", parts.workers.start);
    await resumeWork();
  };
  const everything = async (scannerStarted: Promise<void>, pagesStarted: Promise<void>) => {
    // Both are waited for even if one fails: what is half started could not be stopped.
    const [first, second] = await Promise.allSettled([scannerStarted, pagesStarted]);
    for (const result of [first, second]) if (result.status === "rejected") throw result.reason;
    await waitForUrl(`http://127.0.0.1:${ports.web}/readyz`, { timeoutMs: 60_000, signal: stopping.signal });
  };
  const pagesStarted = pages();
  const ready = everything(scanner(), pagesStarted);
  // Whoever waits for the pages alone may look at `ready` later.
  ready.catch(() => undefined);
  try {
    await (options.waitFor === "pages" ? pagesStarted : ready);
  } catch (error) {
    await Promise.allSettled([ready]);
    await stop();
    throw error;
  }

  return {
    url: `http://localhost:${ports.web}`,
    ports,
    dataDir,
    secrets,
    ready,
    mail: (to) => outbox.list(to),
    sql: (query, params) => database.query(query, params),
    signatures: () => clamd.signatures(),
    pid: (part) => parts[part].pid(),
    runCron: () => workers.runCron(),
    stopPart: (part) => parts[part].stop(),
    async startPart(part) {
      await parts[part].start();
      // The queues are gone with the Workers that held them.
      if (part === "workers") await resumeWork();
    },
    async stop() {
      stopping.abort(new Error("the stack was stopped"));
      await Promise.allSettled([ready]);
      await stop();
    },
  };
}
