import { ChildProcess } from "node:child_process";
import { getPriority, setPriority } from "node:os";
import { PassThrough, type Readable } from "node:stream";
import createCommand from "fluent-ffmpeg";
import { abortReason, JobUnavailable } from "../outcome.ts";
import { isStatusLine, parseProgressSeconds } from "./progress.ts";

export type FfmpegOutput = { options: string[]; target: "pipe" | { file: string } };

export type FfmpegJob = {
  /** A file, or what comes through stdin. */
  input: { options: string[]; from: string | Readable };
  /** Filters that outputs name by label; may be empty. */
  graph?: string[];
  /** One of them at most is a pipe. */
  outputs: FfmpegOutput[];
};

export type FfmpegLimits = {
  ffmpegPath: string;
  signal: AbortSignal;
  timeoutMs: number;
  /** 0 to 19, beside our own; encodes step back for the analysis and for our own work. */
  niceness?: number;
  onSeconds?: (seconds: number) => void;
  /** Every diagnosis, also those that are not kept. */
  onLine?: (line: string) => void;
  /**
   * Told of the process before it is started; the promise settles when it is gone, which may be later than
   * `done`.
   */
  onProcess?: (gone: Promise<void>) => void;
  /** How the process ended; `stopped`: the job no longer wanted it. */
  onEnd?: (outcome: "ok" | "stopped" | "not_started" | FfmpegErrorKind) => void;
};

type FfmpegErrorKind = "exit" | "timeout" | "killed";

/** ffmpeg ended badly. `stderr` holds its last diagnoses, without status lines. */
export class FfmpegError extends Error {
  override name = "FfmpegError";
  /** `killed`: by SIGKILL, and not by us: the kernel was out of memory, or somebody did it by hand. */
  readonly kind: FfmpegErrorKind;
  readonly stderr: string;

  constructor(kind: FfmpegErrorKind, message: string, stderr: string) {
    super(message);
    this.kind = kind;
    this.stderr = stderr;
  }
}

export type FfmpegRun = {
  /** The bytes of the pipe output; ends early when the process dies, so `done` decides. Empty without one. */
  stdout: Readable;
  /**
   * Ends with everything that ffmpeg said (the last 200 lines).
   * @throws FfmpegError, the reason of the abort, or JobUnavailable where no process could be started: that
   * is no file's fault.
   */
  done: Promise<{ stderr: string }>;
};

const KEPT_LINES = 200;

/**
 * Runs one ffmpeg process through fluent-ffmpeg. Status lines are read from its `stderr` event and not from
 * its `progress` event: a listener of the latter makes the library start an ffprobe of its own on the source.
 */
export function startFfmpeg(job: FfmpegJob, limits: FfmpegLimits): FfmpegRun {
  // Never closes by itself: fluent-ffmpeg takes the close of its output stream for a reason to kill the
  // process.
  const stdout = new PassThrough({ highWaterMark: 1 << 20, autoDestroy: false });
  const lines: string[] = [];
  const done = new Promise<{ stderr: string }>((resolve, reject) => {
    if (limits.signal.aborted) {
      stdout.end();
      reject(abortReason(limits.signal));
      return;
    }
    const command = createCommand({ stdoutLines: 1 });
    mend(command);
    command.setFfmpegPath(limits.ffmpegPath);
    // Two arguments or more, so that the library does not split options at spaces.
    command.input(job.input.from).inputOptions(...job.input.options);
    const hasPipe = job.outputs.some(({ target }) => target === "pipe");
    let ended: Error | undefined;
    let started = false;
    let pid: number | undefined;
    let isGone: () => void = () => undefined;
    const gone = new Promise<void>((settled) => {
      isGone = settled;
    });
    limits.onProcess?.(gone);
    const kill = (why: Error) => {
      ended ??= why;
      if (started) command.kill("SIGKILL");
    };
    const onAbort = () => kill(abortReason(limits.signal));
    const timer = setTimeout(
      () => kill(new FfmpegError("timeout", "ffmpeg took too long", lines.join("\n"))),
      limits.timeoutMs,
    );
    limits.signal.addEventListener("abort", onAbort);
    const settle = (error: Error | undefined) => {
      clearTimeout(timer);
      if (!started) isGone();
      limits.signal.removeEventListener("abort", onAbort);
      if (!started || !hasPipe) stdout.end();
      const text = lines.join("\n");
      const failure = ended ?? (error && failureOf(error, pid, text));
      limits.onEnd?.(failure === undefined ? "ok" : outcomeOf(failure, ended));
      if (failure) reject(failure);
      else resolve({ stderr: text });
    };

    job.outputs.forEach((output, index) => {
      if (output.target === "pipe") command.output(stdout, { end: true });
      else command.output(output.target.file);
      const before = index === 0 ? (job.graph ?? []) : [];
      command.outputOptions(...([...before, ...output.options] as [string, string]));
    });
    command
      .on("start", () => {
        started = true;
        const child = processOf(command);
        pid = child.pid;
        exitOf(child).then(isGone);
        if (pid !== undefined && limits.niceness !== undefined) stepBack(pid, limits.niceness);
        // The library says "end" when the process is gone, which may be before its last bytes were read. They
        // are still in its stdout, which the library pipes into ours and whose close ends it, however it
        // ended.
        child.stdout?.once("close", () => {
          if (!stdout.writableEnded && !stdout.destroyed) stdout.end();
        });
        if (ended) command.kill("SIGKILL");
      })
      .on("stderr", (line: string) => {
        if (isStatusLine(line)) {
          const seconds = parseProgressSeconds(line);
          if (seconds !== null) limits.onSeconds?.(seconds);
          return;
        }
        limits.onLine?.(line);
        lines.push(line.slice(0, 500));
        if (lines.length > KEPT_LINES) lines.shift();
      })
      .on("error", (error: Error) => settle(error))
      .on("end", () => settle(undefined))
      .run();
  });
  // Whoever reads stdout to its end looks at `done` afterwards; until then a rejection is not unhandled.
  done.catch(() => undefined);
  return { stdout, done };
}

/**
 * At once after the start, before the process has threads of its own, which would keep the priority that they
 * began with.
 */
function stepBack(pid: number, niceness: number): void {
  setPriority(pid, Math.min(19, getPriority() + niceness));
}

function failureOf(error: Error, pid: number | undefined, stderr: string): Error {
  if (pid === undefined) return new JobUnavailable(`ffmpeg can't be started: ${error.message}`);
  return new FfmpegError(/SIGKILL/.test(error.message) ? "killed" : "exit", error.message, stderr);
}

function outcomeOf(failure: Error, ended: Error | undefined): "stopped" | "not_started" | FfmpegErrorKind {
  if (failure instanceof FfmpegError) return failure.kind;
  return failure === ended ? "stopped" : "not_started";
}

type Said = { get: () => string };
const NOTHING: Said = { get: () => "" };
type OnEnd = (error: unknown, stdout?: Said, stderr?: Said) => void;

/**
 * Mends what only the library's inner methods reach. Until it has heard ffmpeg's list of formats and of
 * encoders, every command asks for both before it begins: fourteen processes for the seven that a first job
 * starts at once, and all to look up constants of ours. And where no process can be started it reads buffers
 * that were never made, which throws where nobody can catch.
 */
function mend(command: object): void {
  const spawn: unknown = Reflect.get(command, "_spawnFfmpeg");
  if (typeof spawn !== "function" || !("_checkCapabilities" in command))
    throw new Error("fluent-ffmpeg starts its process elsewhere");
  Reflect.set(command, "_checkCapabilities", (done: () => void) => done());
  Reflect.set(command, "availableEncoders", (done: (error: null, encoders: object) => void) =>
    done(null, {}),
  );
  Reflect.set(command, "_spawnFfmpeg", (args: string[], options: object, onStart: unknown, onEnd: OnEnd) => {
    const end: OnEnd = (error, stdout = NOTHING, stderr = NOTHING) => onEnd(error, stdout, stderr);
    try {
      Reflect.apply(spawn, command, [args, options, onStart, end]);
    } catch (error) {
      end(error);
    }
  });
}

/** The library keeps the process in a property that its types leave out. */
function processOf(command: object): ChildProcess {
  const child: unknown = Reflect.get(command, "ffmpegProc");
  if (!(child instanceof ChildProcess)) throw new Error("fluent-ffmpeg keeps its process elsewhere");
  return child;
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

/** Runs ffmpeg where nothing is read from a pipe. @throws FfmpegError, or the reason of the abort. */
export async function runFfmpeg(job: FfmpegJob, limits: FfmpegLimits): Promise<{ stderr: string }> {
  return startFfmpeg(job, limits).done;
}
