import type { MediaEvent } from "@veza/contracts/events";
import { type AudioJob, AudioResult, type JobEvent } from "@veza/contracts/jobs";
import type { FailureCode, Stage } from "@veza/contracts/media";
import type { Logger } from "@veza/core/log";
import type { RetryReason } from "./retry-plan.ts";
import type { Refusal } from "./transcoder-client.ts";
import { type Fetch, verifyResult } from "./verify.ts";

/** What a run needs, so that it can be tested without a runtime. */
export interface RunDeps {
  /** The stored `index.json` of a version, parsed JSON, or null: where it exists, the work was done. */
  readIndex(prefix: string): Promise<unknown>;
  removeIndex(prefix: string): Promise<void>;
  runJob(job: AudioJob): AsyncIterable<JobEvent | Refusal>;
  /** How long one delivery may last, in ms; a job that takes longer goes on in the next one. */
  delivery_ms: number;
  issueToken(read: string, write: string): Promise<string>;
  fetchBack: Fetch;
  progress(stage: Stage, progress: number): Promise<void>;
  now(): number;
  log: Logger;
  media_url: string;
}

export type RunOutcome =
  | { type: "completed"; result: AudioResult }
  | { type: "failed"; code: FailureCode; detail: string }
  /** The delivery has lasted long enough; the transcoder goes on meanwhile. */
  | { type: "goes_on" }
  | { type: "retry"; reason: RetryReason; detail: string };

/** Progress of the last stage, which is ours. */
const VERIFYING = 0.98;
/** So long a job goes on between two deliveries of its order: the queue may hold others in between. */
export const LEASE_MS = 20 * 60_000;
/** At most this often: more helps nobody who watches. */
const PROGRESS_EVERY_MS = 400;

/**
 * One run of the pipeline for one delivery of `track.uploaded`. A version that was stored before is not made
 * again: it is read back and completed, so five deliveries make one version. What can't be read back is made
 * again. A long one takes several deliveries: the transcoder goes on between them, and the next delivery
 * listens on.
 */
export async function runMedia(event: MediaEvent["data"], deps: RunDeps): Promise<RunOutcome> {
  const prefix = `hls/${event.track_id}/v${event.version}/`;
  const stored = AudioResult.safeParse(await deps.readIndex(prefix));
  if (stored.success) return readBack(prefix, stored.data, deps);

  const job: AudioJob = {
    kind: "audio",
    job_key: `${event.track_id}/v${event.version}`,
    token: await deps.issueToken(event.source_key, prefix),
    media_url: deps.media_url,
    source_key: event.source_key,
    source_bytes: event.source_bytes,
    output_prefix: prefix,
    file_name: event.file_name,
    max_duration_ms: event.max_duration_ms,
    max_bytes: event.max_bytes,
    lease_ms: LEASE_MS,
  };
  const started = deps.now();
  let shown: { stage: Stage | null; at: number } = { stage: null, at: 0 };
  for await (const said of deps.runJob(job)) {
    const isEnd = said.type === "result" || said.type === "failed" || said.type === "unavailable";
    if (!isEnd && said.type !== "refused" && deps.now() - started > deps.delivery_ms)
      return { type: "goes_on" };
    switch (said.type) {
      case "stage": {
        const now = deps.now();
        if (said.stage === shown.stage && now - shown.at < PROGRESS_EVERY_MS) break;
        shown = { stage: said.stage, at: now };
        await deps.progress(said.stage, Math.min(said.progress, VERIFYING));
        break;
      }
      case "timing":
        deps.log.info("stages of the run", said.stages);
        break;
      case "stored":
      case "heartbeat":
        break;
      case "failed":
        return { type: "failed", code: said.code, detail: said.detail };
      case "unavailable":
        return { type: "retry", reason: "unavailable", detail: said.reason };
      case "refused":
        return { type: "retry", reason: said.reason, detail: said.detail };
      case "result":
        if (said.result.kind !== "audio") throw new Error("an audio job answered with a picture");
        return readBack(prefix, said.result, deps);
      default:
        said satisfies never;
    }
  }
  return { type: "retry", reason: "lost", detail: "the run ended without a result" };
}

async function readBack(prefix: string, result: AudioResult, deps: RunDeps): Promise<RunOutcome> {
  await deps.progress("verifying", VERIFYING);
  const problem = await verifyResult(deps.fetchBack, result);
  if (problem === null) return { type: "completed", result };
  await deps.removeIndex(prefix);
  return { type: "retry", reason: "lost", detail: problem };
}
