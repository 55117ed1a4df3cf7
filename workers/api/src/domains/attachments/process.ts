import type { ProcessAttachmentReply } from "@veza/contracts/rpc";
import type { Logger } from "@veza/core/log";
import { traceparent } from "@veza/core/trace";
import { released } from "@veza/worker-kit/rpc-result";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { allKeys, imageKey, outputPrefix, thumbnailKey } from "./objects.ts";
import { type AttachmentRow, forgetSource, settleAttachment, takeForScan, waitWithScan } from "./queries.ts";

/** Longer than a scan takes: after that somebody else may try, for whoever tried is gone. */
const SCAN_SECONDS = 120;
/** Between two tries while the transcoder is away. */
const RETRY_SECONDS = 3;
/** A request waits so long for its file; the rest goes on without it. */
const PATIENCE_MS = 10_000;

/**
 * Has a file that waits scanned, and a picture re-encoded, and writes down what became of it. Safe to repeat:
 * after a crash at any point the next call does it again over the same objects. While the transcoder is away
 * the file goes on waiting.
 */
export async function processAttachment(env: ApiEnv, id: string, log: Logger): Promise<void> {
  const db = openDatabase(env);
  const row = await takeForScan(db, id, SCAN_SECONDS);
  if (row === null || row.source_key === null) return;
  const reply = await ask(env, { ...row, source_key: row.source_key }, log);
  const result = reply.ok ? await readyAs(env, row, reply) : reply;
  if ("code" in result && result.code === "unavailable") {
    await waitWithScan(db, id, RETRY_SECONDS);
    return;
  }
  const isSettled = await settleAttachment(
    db,
    id,
    "code" in result ? { status: "refused", code: result.code } : { status: "ready", ...result },
  );
  log.info("attachment settled", {
    attachment_id: id,
    kind: row.kind,
    code: "code" in result ? result.code : null,
  });
  // What came in is of no more use where it is refused, or where something better was made of it.
  if (isSettled && ("code" in result || row.kind === "image")) await eraseSource(env, row, "code" in result);
}

/** As `processAttachment`, but a request that has waited long enough goes on; the work does as well. */
export async function processWithPatience(
  env: ApiEnv,
  id: string,
  log: Logger,
  waitUntil: (work: Promise<unknown>) => void,
): Promise<void> {
  const work = processAttachment(env, id, log).catch((cause: unknown) => {
    log.error("attachment not processed, it is tried again when asked for", cause, { attachment_id: id });
  });
  waitUntil(work);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}

async function ask(
  env: ApiEnv,
  row: AttachmentRow & { source_key: string },
  log: Logger,
): Promise<ProcessAttachmentReply> {
  const { id, kind, source_key, source_bytes } = row;
  try {
    return await released(
      env.STREAM_RPC.processAttachment(
        { attachment_id: id, source_key, source_bytes, kind, output_prefix: outputPrefix(row) },
        log.trace === null ? "" : traceparent(log.trace),
      ),
    );
  } catch (cause) {
    log.error("the transcoder can't be asked", cause, { attachment_id: id });
    return { ok: false, code: "unavailable" };
  }
}

/** What is served from now on. A picture is ready when what was made of it is really there. */
async function readyAs(
  env: ApiEnv,
  row: AttachmentRow,
  reply: Extract<ProcessAttachmentReply, { ok: true }>,
) {
  const { width, height, duration_ms } = reply;
  if (row.kind === "audio") return duration_ms === null ? { kind: "file" as const } : { duration_ms };
  if (row.kind === "file") return {};
  const [image, thumbnail] = await Promise.all([
    env.MEDIA.head(imageKey(row)),
    env.MEDIA.head(thumbnailKey(row)),
  ]);
  if (image === null || thumbnail === null || width === null || height === null)
    return { ok: false as const, code: "unavailable" as const };
  return {
    width,
    height,
    bytes: image.size,
    mime: "image/webp",
    name: `${row.name.replace(/\.[^.]{1,5}$/, "")}.webp`,
  };
}

async function eraseSource(env: ApiEnv, row: AttachmentRow, everything: boolean): Promise<void> {
  const keys = everything ? allKeys(row) : row.source_key === null ? [] : [row.source_key];
  await env.MEDIA.delete(keys);
  await forgetSource(openDatabase(env), row.id);
}
