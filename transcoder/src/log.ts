import type { Trace } from "@veza/core/trace";

const LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LEVELS)[number];
export type LogFields = Record<string, string | number | boolean | null | undefined>;

export type Logger = {
  [level in LogLevel]: (message: string, fields?: LogFields) => void;
} & {
  /** The same logger with more fields in every line. */
  with: (fields: LogFields) => Logger;
};

/** JSON lines, with the same field names as the Workers' logs. */
export function createLogger(options: {
  level: LogLevel;
  write: (line: string) => void;
  now: () => Date;
  fields?: LogFields;
}): Logger {
  const lowest = LEVELS.indexOf(options.level);
  const log = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (LEVELS.indexOf(level) < lowest) return;
    const line = {
      at: options.now().toISOString(),
      level,
      worker: "transcoder",
      message,
      ...options.fields,
      ...fields,
    };
    options.write(`${JSON.stringify(line)}\n`);
  };
  return {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    with: (fields) => createLogger({ ...options, fields: { ...options.fields, ...fields } }),
  };
}

export function withTrace(log: Logger, trace: Trace): Logger {
  return log.with({ trace_id: trace.trace_id, span_id: trace.span_id });
}

/** An error and its causes in one line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeError(error.cause)}`;
}
