import { PassThrough, type Readable } from "node:stream";
import createCommand from "fluent-ffmpeg";
import { abortReason } from "../outcome.ts";
import { isStatusLine, parseProgressSeconds } from "./progress.ts";

export type FfmpegOutput = { options: string[]; target: "pipe" | { file: string } };

export type FfmpegJob = {
  input: { options: string[]; file: string };
  /** Filters that outputs name by label; may be empty. */
  graph?: string[];
  /** One of them at most is a pipe. */
  outputs: FfmpegOutput[];
};

export type FfmpegLimits = {
  ffmpegPath: string;
  signal: AbortSignal;
  timeoutMs: number;
  /** 0 to 19; encodes step back for the analysis and for our own work. */
  niceness?: number;
  onSeconds?: (seconds: number) => void;
  /** How the process ended; `stopped`: the job no longer wanted it. */
  onEnd?: (outcome: "ok" | "stopped" | FfmpegErrorKind) => void;
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
  /** Ends with everything that ffmpeg said (the last 200 lines). @throws FfmpegError, or the reason of the abort. */
  done: Promise<{ stderr: string }>;
};

const KEPT_LINES = 200;

/**
 * Runs one ffmpeg process through fluent-ffmpeg. Status lines are read from its `stderr` event and not from its
 * `progress` event: a listener of the latter makes the library start an ffprobe of its own on the source.
 */
export function startFfmpeg(job: FfmpegJob, limits: FfmpegLimits): FfmpegRun {
  // Never closes by itself: fluent-ffmpeg takes the close of its output stream for a reason to kill the process.
  const stdout = new PassThrough({ highWaterMark: 1 << 20, autoDestroy: false });
  const lines: string[] = [];
  const done = new Promise<{ stderr: string }>((resolve, reject) => {
    if (limits.signal.aborted) {
      stdout.end();
      reject(abortReason(limits.signal));
      return;
    }
    const options = limits.niceness === undefined ? {} : { niceness: limits.niceness };
    const command = createCommand({ ...options, stdoutLines: 1 });
    command.setFfmpegPath(limits.ffmpegPath);
    // Two arguments or more, so that the library does not split options at spaces.
    command.input(job.input.file).inputOptions(...job.input.options);
    let ended: Error | undefined;
    let started = false;
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
      limits.signal.removeEventListener("abort", onAbort);
      if (!stdout.writableEnded) stdout.end();
      const text = lines.join("\n");
      const kind = error && /SIGKILL/.test(error.message) ? "killed" : "exit";
      const failure = ended ?? (error && new FfmpegError(kind, error.message, text));
      limits.onEnd?.(
        failure === undefined ? "ok" : failure instanceof FfmpegError ? failure.kind : "stopped",
      );
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
        if (ended) command.kill("SIGKILL");
      })
      .on("stderr", (line: string) => {
        if (isStatusLine(line)) {
          const seconds = parseProgressSeconds(line);
          if (seconds !== null) limits.onSeconds?.(seconds);
          return;
        }
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

/** Runs ffmpeg where nothing is read from a pipe. @throws FfmpegError, or the reason of the abort. */
export async function runFfmpeg(job: FfmpegJob, limits: FfmpegLimits): Promise<{ stderr: string }> {
  return startFfmpeg(job, limits).done;
}
