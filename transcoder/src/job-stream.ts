import type { ServerResponse } from "node:http";
import type { JobEvent } from "@veza/contracts/jobs";

/** The contract promises one at least every 5 s. */
const HEARTBEAT_MS = 4000;

/** The answer to a job: one JSON line for each event, a heartbeat where there is nothing else to say. */
export function openJobStream(response: ServerResponse): {
  emit: (event: JobEvent) => void;
  end: () => void;
} {
  response.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
  const emit = (event: JobEvent) => {
    if (response.writable) response.write(`${JSON.stringify(event)}\n`);
  };
  const timer = setInterval(() => emit({ type: "heartbeat" }), HEARTBEAT_MS);
  response.once("close", () => clearInterval(timer));
  return {
    emit,
    end() {
      clearInterval(timer);
      response.end();
    },
  };
}
