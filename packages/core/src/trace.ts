/**
 * A W3C trace context (https://www.w3.org/TR/trace-context/): one trace id follows a request through every
 * part.
 */
export interface Trace {
  trace_id: string;
  span_id: string;
}

const HEADER = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/**
 * The trace that the `traceparent` header continues, with a span of our own; a new trace when there is none.
 */
export function continueTrace(traceparent: string | null | undefined): Trace {
  const match = HEADER.exec(traceparent ?? "");
  const incoming = match?.[1];
  const valid = incoming !== undefined && !/^0+$/.test(incoming);
  return { trace_id: valid ? incoming : randomHex(16), span_id: randomHex(8) };
}

/** The header that hands this trace on. */
export function traceparent(trace: Trace): string {
  return `00-${trace.trace_id}-${trace.span_id}-01`;
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (b) =>
    b.toString(16).padStart(2, "0"),
  ).join("");
}
