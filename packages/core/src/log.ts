import { describeError, framesOf } from "./error-text.ts";
import type { Trace } from "./trace.ts";

/** Weakest first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export interface Logger {
  /** The trace that the lines belong to, to be handed on; null where there is none. */
  readonly trace: Trace | null;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** The cause goes to the log and nowhere else: never into an answer. */
  error(message: string, cause: unknown, fields?: LogFields): void;
  /** The same logger with more fields in every line. */
  with(fields: LogFields): Logger;
  /** The same logger for the lines of another trace. */
  withTrace(trace: Trace): Logger;
}

export interface LogOptions {
  /** The part of Veza that writes, such as `veza-api`: the field `worker` of every line. */
  worker: string;
  /** Takes a finished line, without its line break. */
  write(line: string, level: LogLevel): void;
  now(): Date;
  /** Lines below it are not written. Everything is written where it is left out. */
  lowest?: LogLevel;
  trace?: Trace | null;
  fields?: LogFields;
}

/**
 * The structured logger of every Worker and of the transcoder: one JSON line a call, with the same names of
 * fields.
 */
export function createJsonLogger(options: LogOptions): Logger {
  const { worker, write, now, lowest = "debug", trace = null, fields = {} } = options;
  const log = (level: LogLevel, message: string, extra: LogFields) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
    const line = {
      at: now().toISOString(),
      level,
      worker,
      message,
      ...(trace === null ? {} : { trace_id: trace.trace_id, span_id: trace.span_id }),
      ...fields,
      ...extra,
    };
    write(JSON.stringify(line), level);
  };
  return {
    trace,
    info: (message, extra = {}) => log("info", message, extra),
    warn: (message, extra = {}) => log("warn", message, extra),
    error: (message, cause, extra = {}) =>
      log("error", message, { ...extra, cause: describeError(cause), stack: framesOf(cause) }),
    with: (more) => createJsonLogger({ ...options, fields: { ...fields, ...more } }),
    withTrace: (other) => createJsonLogger({ ...options, trace: other }),
  };
}
