import type { Trace } from "@veza/core/trace";

export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface Logger {
  /** The trace that the lines belong to, to be handed on; null where there is none. */
  readonly trace: Trace | null;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** The cause goes to the log and nowhere else: never into an answer. */
  error(message: string, cause: unknown, fields?: LogFields): void;
  with(fields: LogFields): Logger;
}

/** A structured logger: one JSON line a call, with the worker's name and the trace in each. */
export function createLogger(worker: string, trace: Trace | null, fields: LogFields = {}): Logger {
  const write = (level: "info" | "warn" | "error", message: string, extra: LogFields) => {
    const line = JSON.stringify({
      at: new Date().toISOString(),
      level,
      worker,
      message,
      ...(trace === null ? {} : { trace_id: trace.trace_id, span_id: trace.span_id }),
      ...fields,
      ...extra,
    });
    if (level === "error") console.error(line);
    else console.log(line);
  };
  return {
    trace,
    info: (message, extra = {}) => write("info", message, extra),
    warn: (message, extra = {}) => write("warn", message, extra),
    error: (message, cause, extra = {}) =>
      write("error", message, {
        ...extra,
        cause: describe(cause),
        stack: cause instanceof Error ? cause.stack : undefined,
      }),
    with: (more) => createLogger(worker, trace, { ...fields, ...more }),
  };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause === undefined ? cause.message : `${cause.message}: ${describe(cause.cause)}`;
}
