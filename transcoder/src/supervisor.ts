import { type ChildProcess, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createJsonLogger } from "@veza/core/log";

/**
 * The container's first process: keeps freshclam, clamd and the service running, each started again when it
 * ends. SIGTERM goes to the service first, which finishes or hands back its jobs; clamd stays until it is
 * gone, because running jobs need it. The container ends with the service's exit code.
 */
const log = createJsonLogger({
  worker: "transcoder",
  write: (line) => process.stdout.write(`${line}\n`),
  now: () => new Date(),
  fields: { part: "supervisor" },
});
const here = dirname(fileURLToPath(import.meta.url));
const DATABASES = "/var/lib/clamav";
const RESTART_MS = 5000;

let stopping = false;
const children = new Map<string, ChildProcess>();

async function keepRunning(name: string, command: string, args: string[]): Promise<void> {
  while (!stopping) {
    const code = await runOnce(name, command, args);
    if (stopping) return;
    log.warn("ended and is started again", { process: name, code });
    await sleep(RESTART_MS);
  }
}

function runOnce(name: string, command: string, args: string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
    children.set(name, child);
    child.once("error", (error) => {
      log.error("can't be started", error, { process: name });
      resolve(null);
    });
    child.once("exit", resolve);
  });
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info("stopping", { signal });
  const service = children.get("service");
  const ended = new Promise<number | null>((resolve) => service?.once("exit", resolve));
  const runs = service?.exitCode === null && service.signalCode === null && service.kill("SIGTERM");
  const code = runs ? await ended : 0;
  for (const name of ["clamd", "freshclam"]) children.get(name)?.kill("SIGTERM");
  process.exit(code ?? 0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

// clamd does not start without signatures; the service answers 503 until it does.
const names = await readdir(DATABASES).catch(() => []);
if (!names.some((name) => /\.(cvd|cld)$/.test(name))) {
  log.info("loading the first signatures");
  await runOnce("freshclam", "freshclam", ["--config-file=/etc/veza/freshclam.conf"]);
}
await Promise.all([
  keepRunning("clamd", "clamd", ["--foreground", "--config-file=/etc/veza/clamd.conf"]),
  keepRunning("freshclam", "freshclam", [
    "--daemon",
    "--foreground",
    "--config-file=/etc/veza/freshclam.conf",
  ]),
  keepRunning("service", process.execPath, ["--enable-source-maps", join(here, "main.mjs")]),
]);
