import { MAX_ATTACHMENT_BYTES, MAX_IMAGE_BYTES } from "@veza/contracts/http/attachments";
import type { ProcessAttachment, ProcessAttachmentReply } from "@veza/contracts/rpc";
import type { Logger } from "@veza/core/log";
import type { StreamEnv } from "../env.ts";
import { attachmentReply } from "./attachment-reply.ts";
import { issueJobToken } from "./job-token.ts";
import { runJob } from "./transcoder-client.ts";

/**
 * Has a file for a chat room scanned, and a picture re-encoded and stored under its prefix. Safe to repeat:
 * the same objects come out.
 */
export async function processAttachment(
  env: StreamEnv,
  request: ProcessAttachment,
  traceparent: string,
  log: Logger,
): Promise<ProcessAttachmentReply> {
  const { attachment_id, kind, source_key, source_bytes, output_prefix } = request;
  const job = {
    kind: "attachment" as const,
    content: kind,
    job_key: attachment_id,
    token: await issueJobToken(source_key, output_prefix, env.JOB_TOKEN_SECRET, Date.now()),
    media_url: env.MEDIA_URL,
    source_key,
    source_bytes,
    output_prefix,
    max_bytes: kind === "image" ? MAX_IMAGE_BYTES : MAX_ATTACHMENT_BYTES,
  };
  try {
    for await (const said of runJob(env, job, traceparent)) {
      const reply = attachmentReply(kind, said);
      if (reply !== null) return reply;
    }
  } catch (cause) {
    log.error("attachment lost", cause, { attachment_id });
  }
  return { ok: false, code: "unavailable" };
}
