import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type Limits = { memoryBytes: number; cpuSeconds: number; fileBytes: number };

export type Confinement = {
  /** An empty network namespace: not even the loopback interface. */
  network: "namespace" | "none";
  /** Kernel limits on address space, processor time, file size, open files and core dumps. */
  limits: "ulimit" | "none";
  /** The kernel kills the process when the transcoder dies, however that happens. */
  orphans: "pdeathsig" | "none";
};

export type Tools = { ffmpeg: string; ffprobe: string; version: string; confinement: Confinement };

/** What `ulimit` calls the limits below. */
const LIMIT_FLAGS = ["v", "t", "f", "n", "c"] as const;
const OPEN_FILES = 64;
/** Units of `ulimit`: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ulimit.html */
const FILE_BLOCK = 512;
const MEMORY_BLOCK = 1024;

/**
 * The shell's own `ulimit`, soft and hard: no further program is started for it. Where a limit can't be set,
 * nothing runs.
 */
export function limitLines(limits: Limits): string[] {
  return [
    "set -e",
    `ulimit -v ${Math.floor(limits.memoryBytes / MEMORY_BLOCK)}`,
    // First SIGXCPU: a file that is too much work; SIGKILL is left to mean that the machine ran out of
    // memory.
    `ulimit -S -t ${limits.cpuSeconds}`,
    `ulimit -H -t ${limits.cpuSeconds + 10}`,
    `ulimit -f ${Math.floor(limits.fileBytes / FILE_BLOCK)}`,
    `ulimit -n ${OPEN_FILES}`,
    "ulimit -c 0",
  ];
}

/**
 * What stands before a command. Order matters: the parent-death signal is cleared by the change of
 * credentials that a new user namespace brings, so `setpriv` comes after `unshare`.
 */
export function confinementPrefix(confinement: Confinement): string[] {
  return [
    ...(confinement.network === "namespace" ? ["unshare", "--net", "--map-root-user", "--"] : []),
    ...(confinement.orphans === "pdeathsig" ? ["setpriv", "--pdeathsig", "KILL", "--"] : []),
  ];
}

/**
 * A shell script that becomes the command inside its confinement; fluent-ffmpeg wants one executable, not a
 * prefix.
 */
export function wrapperScript(confinement: Confinement, limits: Limits, command: string): string {
  const words = [...confinementPrefix(confinement), command].map(
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
  );
  const before = confinement.limits === "ulimit" ? limitLines(limits) : [];
  return ["#!/bin/sh", ...before, `exec ${words.join(" ")} "$@"`, ""].join("\n");
}

/**
 * Finds out what this machine allows, writes the wrappers into `dir` and runs ffmpeg once through its own, so
 * that a limit which ffmpeg cannot live with shows at start and not in the first job.
 * @throws when ffmpeg or ffprobe does not run.
 */
export async function prepareTools(options: {
  dir: string;
  ffmpegPath: string;
  ffprobePath: string;
  limits: Limits;
}): Promise<Tools> {
  const works = async (command: string, ...args: string[]) =>
    run(command, args, { timeout: 5000 }).then(
      () => true,
      () => false,
    );
  const asked = LIMIT_FLAGS.map((flag) => `ulimit -${flag}`).join(" && ");
  const confinement: Confinement = {
    network: (await works("unshare", "--net", "--map-root-user", "--", "true")) ? "namespace" : "none",
    limits: (await works("sh", "-c", asked)) ? "ulimit" : "none",
    orphans: (await works("setpriv", "--pdeathsig", "KILL", "--", "true")) ? "pdeathsig" : "none",
  };
  const ffmpeg = join(options.dir, "ffmpeg");
  const ffprobe = join(options.dir, "ffprobe");
  const script = (command: string) => wrapperScript(confinement, options.limits, command);
  await writeFile(ffmpeg, script(options.ffmpegPath), { mode: 0o700 });
  await writeFile(ffprobe, script(options.ffprobePath), { mode: 0o700 });
  const { stdout } = await run(ffmpeg, ["-version"], { timeout: 20_000 });
  await run(ffprobe, ["-version"], { timeout: 20_000 });
  return { ffmpeg, ffprobe, version: /version (\S+)/.exec(stdout)?.[1] ?? "unknown", confinement };
}
