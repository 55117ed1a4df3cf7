import { spawn } from "node:child_process";
import { once } from "node:events";
import { type Log, lineSplitter } from "./log.ts";
import { tied } from "./tied.ts";

export interface ChildOptions {
  /** Name in the log. */
  part: string;
  command: string;
  args: string[];
  /** The whole environment of the process. */
  env: Record<string, string | undefined>;
  cwd: string;
  log: Log;
}

export interface Child {
  pid: number;
  /** Settles when the process has ended, with its code, or 128 + the signal's number as a shell would say. */
  ended: Promise<number>;
  /**
   * SIGTERM to the process and all that it started, SIGKILL after `graceMs`; returns when none of them is
   * left.
   */
  stop(graceMs?: number): Promise<void>;
}

/** Heads of the groups that run now. Whoever exits in a hurry takes them along. */
const running = new Set<number>();
process.on("exit", () => {
  for (const pid of running) signalGroup(pid, "SIGKILL");
});

/**
 * Starts a process as the head of its own group: Ctrl-C in the terminal reaches the supervisor alone, which
 * then stops each group in order, grandchildren included. When this process is killed, the child is told to
 * end too.
 * @throws when the command cannot be started
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { command, args } = await tied(options.command, options.args);
  const process_ = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number>((resolve) => {
    process_.once("exit", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 143 : 137)));
  });
  const take = lineSplitter((line) => options.log(options.part, line));
  process_.stdout.on("data", take);
  process_.stderr.on("data", take);
  await once(process_, "spawn");
  const pid = process_.pid;
  if (pid === undefined) throw new Error(`${options.command} has no process id`);
  running.add(pid);
  void ended.then(() => running.delete(pid));
  return {
    pid,
    ended,
    async stop(graceMs = 8_000) {
      signalGroup(pid, "SIGTERM");
      const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
      await ended;
      clearTimeout(timer);
      // What the head left behind.
      signalGroup(pid, "SIGKILL");
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: nobody of the group is left, which is what was wanted.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
