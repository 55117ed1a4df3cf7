import { expect, test } from "vitest";
import { continueTrace, traceparent } from "./trace.ts";

test("a trace goes on with a span of its own", () => {
  const trace = continueTrace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  expect(trace.trace_id).toBe("0af7651916cd43dd8448eb211c80319c");
  expect(trace.span_id).not.toBe("b7ad6b7169203331");
  expect(traceparent(trace)).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
});

test.each([null, "", "junk", `00-${"0".repeat(32)}-b7ad6b7169203331-01`])(
  "%j starts a new trace",
  (header) => {
    expect(continueTrace(header).trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(continueTrace(header).trace_id).not.toMatch(/^0+$/);
  },
);
