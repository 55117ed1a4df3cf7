import type { FailureCode } from "@veza/contracts/media";

/** The file's fault, or ours for good: the same file would end the same way again. */
export class JobFailed extends Error {
  override name = "JobFailed";
  readonly code: FailureCode;

  /** @param detail for the logs and the uploader's support; never a path of this machine. */
  constructor(code: FailureCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Not the file's fault: the queue should try again later. */
export class JobUnavailable extends Error {
  override name = "JobUnavailable";
}

/**
 * What an abort means to a job: the error that caused it, also one that nobody foresaw (it ends as
 * `internal`, with its stack in the log, rather than being tried for ever); without one, that somebody
 * stopped it.
 */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name !== "AbortError" && reason.name !== "TimeoutError")
    return reason;
  return new JobUnavailable("the job was stopped");
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortReason(signal);
}
