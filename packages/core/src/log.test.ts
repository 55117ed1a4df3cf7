import { expect, test } from "vitest";
import { createJsonLogger, type LogLevel } from "./log.ts";

const TRACE = { trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" };

function logger(lowest?: LogLevel) {
  const lines: Record<string, unknown>[] = [];
  const log = createJsonLogger({
    worker: "veza-test",
    write: (line) => void lines.push(JSON.parse(line)),
    now: () => new Date(0),
    ...(lowest === undefined ? {} : { lowest }),
  });
  return { log, lines };
}

test("a line says when, how bad, who and what, with the fields of its logger and its own", () => {
  const { log, lines } = logger();
  log.with({ request_id: "r1" }).info("request", { status: 200 });
  expect(lines).toEqual([
    {
      at: "1970-01-01T00:00:00.000Z",
      level: "info",
      worker: "veza-test",
      message: "request",
      request_id: "r1",
      status: 200,
    },
  ]);
});

test("the lines of a trace carry it, and so do those of loggers made from that one", () => {
  const { log, lines } = logger();
  const traced = log.withTrace({ ...TRACE });
  traced.with({ part: "job" }).warn("slow");
  expect(traced.trace).toEqual(TRACE);
  expect(lines[0]).toMatchObject({ ...TRACE, part: "job", level: "warn" });
});

test("an error is told with its causes and where it was thrown, without what is private", () => {
  const { log, lines } = logger();
  log.error("broke", new Error("mail to ann@veza.example", { cause: new Error("refused") }));
  expect(lines[0]?.cause).toBe("mail to [address]: refused");
  expect(lines[0]?.stack).toContain("log.test.ts");
});

test("lines below the lowest level are not written", () => {
  const { log, lines } = logger("error");
  log.info("a");
  log.warn("b");
  log.error("c", null);
  expect(lines.map(({ message }) => message)).toEqual(["c"]);
});
