import { getContainer } from "@cloudflare/containers";
import { JobEvent, type JobRequest, TranscoderReadiness } from "@veza/contracts/jobs";
import type { StreamEnv } from "../env.ts";
import { readLines } from "./ndjson.ts";

/** The transcoder sends a heartbeat at least every 5 s. */
const SILENCE_MS = 30_000;
/** As `max_instances` in wrangler.toml. */
const CONTAINERS = 10;

/**
 * One of the containers, for a job that none works on yet. Which one must be remembered: only it can go on.
 */
export const anyContainer = (): number => Math.floor(Math.random() * CONTAINERS);

export type Refusal = { type: "refused"; reason: "busy" | "unavailable"; detail: string };

/** Asks the transcoder: the container where there is one, else the process or service at TRANSCODER_URL. */
async function askTranscoder(
  env: StreamEnv,
  path: string,
  init: RequestInit & { headers: Record<string, string> },
  container: number,
): Promise<Response> {
  const headers = {
    ...init.headers,
    ...(env.TRANSCODER_SECRET === undefined ? {} : { authorization: `Bearer ${env.TRANSCODER_SECRET}` }),
  };
  const request = new Request(`${env.TRANSCODER_URL}${path}`, { ...init, headers });
  if (env.TRANSCODER === undefined) return fetch(request);
  return getContainer(env.TRANSCODER, `transcoder-${container}`).fetch(request);
}

/**
 * Runs a job and yields what the transcoder says, ending with `result`, `failed`, `unavailable` or a refusal.
 * Throws when it dies on the way: no end was said, so nothing is known and the work must be done again.
 */
export async function* runJob(
  env: StreamEnv,
  job: JobRequest,
  traceparent: string,
  container: number = anyContainer(),
): AsyncGenerator<JobEvent | Refusal> {
  const response = await askTranscoder(
    env,
    "/jobs",
    {
      method: "POST",
      headers: { "content-type": "application/json", traceparent },
      body: JSON.stringify(job),
    },
    container,
  ).catch((cause: unknown) => cause);
  if (!(response instanceof Response)) {
    yield { type: "refused", reason: "unavailable", detail: "the transcoder cannot be reached" };
    return;
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const busy = response.status === 409 || response.status === 429;
    yield {
      type: "refused",
      reason: busy ? "busy" : "unavailable",
      detail: `the transcoder answered ${response.status}`,
    };
    return;
  }
  for await (const line of readLines(response.body, SILENCE_MS)) {
    const event = JobEvent.parse(JSON.parse(line));
    yield event;
    if (event.type === "result" || event.type === "failed" || event.type === "unavailable") return;
  }
  throw new Error("the transcoder's answer ended without a result");
}

/** What the transcoder says of itself; null when it does not answer. */
export async function transcoderReadiness(env: StreamEnv): Promise<TranscoderReadiness | null> {
  try {
    const response = await askTranscoder(
      env,
      "/readyz",
      { headers: {}, signal: AbortSignal.timeout(4_000) },
      anyContainer(),
    );
    return TranscoderReadiness.parse(await response.json());
  } catch {
    // Not answering is the finding; the caller reports it.
    return null;
  }
}
