import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./process/log.ts";
import { startSeed } from "./seed/start-seed.ts";
import { readableLine } from "./stack/readable.ts";
import { readSettings } from "./stack/settings.ts";
import { welcome } from "./stack/welcome.ts";
import { ROOT, type Stack, startStack } from "./stack.ts";
import { printLine, say, sayError } from "./terminal.ts";
import { CLAMD, FFMPEG, installMissing } from "./tools/install-tools.ts";

const printer =
  (showsRequests: boolean): Log =>
  (part, line) => {
    const readable = readableLine(line, showsRequests);
    if (readable !== undefined) printLine(part, readable);
  };

/** How long the welcome waits for the virus scanner before it says that uploads will. */
const SCANNER_PATIENCE_MS = 5_000;

/** `make dev`. Exit code 0 after Ctrl-C or SIGTERM, 1 when something did not start or the Workers died. */
async function main(): Promise<number> {
  const started = performance.now();
  const settings = readSettings(process.env, ROOT);
  await installMissing([FFMPEG, CLAMD], say);
  say(`starting Veza; data in ${relative(process.cwd(), settings.dataDir) || "."}`);

  const ending = Promise.withResolvers<number>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ending.resolve(0));
  stopWithParent(() => ending.resolve(0));

  const starting = startStack({
    dataDir: settings.dataDir,
    ports: settings.ports,
    ...(settings.databaseUrl === undefined
      ? {}
      : { database: { kind: "postgres", url: settings.databaseUrl } }),
    waitFor: "pages",
    accounts: settings.seed,
    onPart: printLine,
    log: printer(settings.showsRequests),
    onEnd: (code) => {
      sayError(`the Workers ended with ${code}`);
      ending.resolve(1);
    },
  });
  const first = await Promise.race([starting, ending.promise]);
  if (typeof first === "number") {
    // Asked to stop in the middle of the start: what is half up has to be up before it can be taken down.
    say("stopping");
    await starting.then((stack) => stack.stop()).catch(() => undefined);
    return first;
  }
  return supervise(first, settings, started, ending.promise);
}

async function supervise(
  stack: Stack,
  settings: ReturnType<typeof readSettings>,
  started: number,
  ending: Promise<number>,
): Promise<number> {
  const scannerLate = await Promise.race([
    stack.ready.then(() => false),
    sleep(SCANNER_PATIENCE_MS, true, { ref: false }),
    ending.then(() => false),
  ]).catch(() => true);
  process.stdout.write(
    `${welcome(stack.url, {
      dataDir: settings.dataDir,
      seconds: (performance.now() - started) / 1000,
      database:
        settings.databaseUrl === undefined ? "PGlite instead of Neon" : "the PostgreSQL of DATABASE_URL",
      signatures: stack.signatures() ?? "no",
      seeded: settings.seed,
    })}\n`,
  );
  if (scannerLate) {
    say("the virus scanner is still loading its signatures; uploads wait for it");
    stack.ready.then(
      () => say("the virus scanner is ready"),
      (error: Error) => sayError(`uploads will wait: ${error.message}`),
    );
  }
  const seed = settings.seed
    ? await startSeed({ root: ROOT, url: stack.url, log: printer(true) })
    : undefined;
  const code = await ending;
  say("stopping");
  await seed?.stop();
  await stack.stop();
  say("stopped");
  return code;
}

/** npm and make do not pass every signal on; when the parent is gone, nobody wants this stack any more. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}

process.exitCode = await main().catch((error: unknown) => {
  sayError(error instanceof Error ? error.message : String(error));
  return 1;
});
// Idle keep-alive connections of fetch would hold the process for a while.
process.exit();
