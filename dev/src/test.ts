import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type Child, startChild } from "./process/child.ts";
import { say, sayError } from "./terminal.ts";
import { readVitestReport, type Tally } from "./test-report.ts";
import { CHROMIUM, CLAMD, FFMPEG, installMissing } from "./tools/install-tools.ts";
import { typecheck } from "./typecheck.ts";

const ROOT = join(import.meta.dirname, "../..");
let current: Child | undefined;

/** Runs a program of the project's with this Node, showing what it prints. Returns its exit code. */
async function run(script: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  current = await startChild({
    part: script,
    command: process.execPath,
    args: [join(ROOT, "node_modules", script), ...args],
    cwd: ROOT,
    env,
    log: (_part, line) => process.stdout.write(`${line}\n`),
  });
  return current.ended;
}

/** Biome and tsc count as one test each project: what they refuse is a failed test. */
async function checks(): Promise<Tally> {
  const tally = { passed: 0, failed: 0 };
  const count = (isOk: boolean): void => {
    tally[isOk ? "passed" : "failed"]++;
  };
  say("biome");
  count((await run("@biomejs/biome/bin/biome", ["check", "."])) === 0);
  say("types");
  await typecheck(ROOT, ({ project, isOk, output }) => {
    count(isOk);
    if (!isOk) process.stdout.write(`${project}\n${output}\n`);
  });
  return tally;
}

/** What of a report of Node's (https://nodejs.org/api/report.html) says why a process died. */
const Death = z.object({
  header: z.looseObject({ event: z.string(), trigger: z.string(), commandLine: z.array(z.string()) }),
  javascriptStack: z.looseObject({ message: z.string().optional(), stack: z.array(z.string()).optional() }),
  nativeStack: z.array(z.looseObject({ symbol: z.string().optional() })),
});

async function sayDeath(file: string): Promise<void> {
  const { header, javascriptStack, nativeStack } = Death.parse(JSON.parse(await readFile(file, "utf8")));
  sayError(`a process died: ${header.event} (${header.trigger}), ${header.commandLine.join(" ")}`);
  for (const line of [javascriptStack.message ?? "", ...(javascriptStack.stack ?? [])]) console.log(line);
  for (const { symbol } of nativeStack.slice(0, 25)) console.log(symbol ?? "?");
}

async function suites(filters: string[]): Promise<Tally> {
  say("tests");
  const folder = await mkdtemp(join(tmpdir(), "veza-report-"));
  const report = join(folder, "report.json");
  try {
    // A worker that dies of a fatal error of its runtime leaves a report; without it there would be a signal
    // and no reason.
    const options = `${process.env.NODE_OPTIONS ?? ""} --report-on-fatalerror --report-directory=${folder}`;
    const code = await run(
      "vitest/vitest.mjs",
      [
        "run",
        ...filters,
        "--reporter=default",
        "--reporter=json",
        `--reporter=${join(import.meta.dirname, "testing/slowest-files.ts")}`,
        `--outputFile.json=${report}`,
      ],
      { ...process.env, NODE_OPTIONS: options },
    );
    for (const name of await readdir(folder)) if (name !== "report.json") await sayDeath(join(folder, name));
    return readVitestReport(await readFile(report, "utf8").catch(() => ""), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * `make test`. The last line is `N passed, N failed`; the exit code is 1 when something failed or nothing
 * ran.
 */
async function main(filters: string[]): Promise<number> {
  const total = { passed: 0, failed: 0 };
  const add = ({ passed, failed }: Tally): void => {
    total.passed += passed;
    total.failed += failed;
  };
  try {
    await installMissing([FFMPEG, CLAMD, CHROMIUM], say);
    // With arguments somebody looks at a part: the whole-tree checks would only be in the way.
    if (filters.length === 0) add(await checks());
    add(await suites(filters));
  } catch (error) {
    sayError(error instanceof Error ? error.message : String(error));
    total.failed++;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void (current?.stop() ?? Promise.resolve()).then(() => process.exit(130));
  });
}
process.exitCode = await main(process.argv.slice(2));
