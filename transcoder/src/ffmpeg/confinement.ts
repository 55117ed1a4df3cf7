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
  limits: "prlimit" | "none";
  /** The kernel kills the process when the transcoder dies, however that happens. */
  orphans: "pdeathsig" | "none";
};

export type Tools = { ffmpeg: string; ffprobe: string; version: string; confinement: Confinement };

/**
 * What stands before a command. Order matters: the parent-death signal is cleared by the change of credentials that
 * a new user namespace brings, so `setpriv` comes after `unshare`.
 */
export function confinementPrefix(confinement: Confinement, limits: Limits): string[] {
  return [
    ...(confinement.network === "namespace" ? ["unshare", "--net", "--map-root-user", "--"] : []),
    ...(confinement.orphans === "pdeathsig" ? ["setpriv", "--pdeathsig", "KILL", "--"] : []),
    ...(confinement.limits === "prlimit"
      ? [
          "prlimit",
          `--as=${limits.memoryBytes}`,
          // First SIGXCPU: a file that is too much work; SIGKILL is left to mean that the machine ran out of memory.
          `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 10}`,
          `--fsize=${limits.fileBytes}`,
          "--nofile=64",
          "--core=0",
          "--",
        ]
      : []),
  ];
}

/** A shell script that becomes the command inside its confinement; fluent-ffmpeg wants one executable, not a prefix. */
export function wrapperScript(prefix: string[], command: string): string {
  const words = [...prefix, command].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`;
}

/**
 * Finds out what this machine allows, writes the wrappers into `dir` and runs ffmpeg once through its own, so that a
 * limit which ffmpeg cannot live with shows at start and not in the first job.
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
  const confinement: Confinement = {
    network: (await works("unshare", "--net", "--map-root-user", "--", "true")) ? "namespace" : "none",
    limits: (await works("prlimit", "--core=0", "--", "true")) ? "prlimit" : "none",
    orphans: (await works("setpriv", "--pdeathsig", "KILL", "--", "true")) ? "pdeathsig" : "none",
  };
  const prefix = confinementPrefix(confinement, options.limits);
  const ffmpeg = join(options.dir, "ffmpeg");
  const ffprobe = join(options.dir, "ffprobe");
  await writeFile(ffmpeg, wrapperScript(prefix, options.ffmpegPath), { mode: 0o700 });
  await writeFile(ffprobe, wrapperScript(prefix, options.ffprobePath), { mode: 0o700 });
  const { stdout } = await run(ffmpeg, ["-version"], { timeout: 20_000 });
  await run(ffprobe, ["-version"], { timeout: 20_000 });
  return { ffmpeg, ffprobe, version: /version (\S+)/.exec(stdout)?.[1] ?? "unknown", confinement };
}
