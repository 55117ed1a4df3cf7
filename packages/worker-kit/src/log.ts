import { createJsonLogger, type LogFields, type Logger } from "@veza/core/log";
import type { Trace } from "@veza/core/trace";

/**
 * The logger of a Worker: the platform takes its lines from the console and tells errors from the rest by the
 * method.
 */
export const createLogger = (worker: string, trace: Trace | null, fields: LogFields = {}): Logger =>
  createJsonLogger({
    worker,
    trace,
    fields,
    now: () => new Date(),
    write: (line, level) => (level === "error" ? console.error(line) : console.log(line)),
  });
