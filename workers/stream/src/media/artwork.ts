import type { ProcessArtwork, ProcessArtworkReply } from "@veza/contracts/rpc";
import type { Logger } from "@veza/core/log";
import type { StreamEnv } from "../env.ts";
import { issueJobToken } from "./job-token.ts";
import { runJob } from "./transcoder-client.ts";

/** Has a picture scanned, re-encoded and stored under `hls/{track}/{folder}/`. */
export async function processArtwork(
  env: StreamEnv,
  request: ProcessArtwork,
  traceparent: string,
  log: Logger,
): Promise<ProcessArtworkReply> {
  const prefix = `hls/${request.track_id}/${request.folder}/`;
  const job = {
    kind: "image" as const,
    job_key: `${request.track_id}/${request.folder}`,
    token: await issueJobToken(request.source_key, prefix, env.JOB_TOKEN_SECRET, Date.now()),
    media_url: env.MEDIA_URL,
    source_key: request.source_key,
    source_bytes: request.source_bytes,
    output_prefix: prefix,
  };
  try {
    for await (const said of runJob(env, job, traceparent)) {
      if (said.type === "result" && said.result.kind === "image")
        return { ok: true, width: said.result.width, height: said.result.height };
      if (said.type === "failed")
        return {
          ok: false,
          code:
            said.code === "infected" ? "infected" : said.code === "internal" ? "unavailable" : "not_image",
        };
      if (said.type === "unavailable" || said.type === "refused") return { ok: false, code: "unavailable" };
    }
  } catch (cause) {
    log.error("artwork lost", cause, { track_id: request.track_id });
  }
  return { ok: false, code: "unavailable" };
}
