import type { Logger } from "@veza/core/log";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { allKeys } from "./objects.ts";
import {
  findErasable,
  findLeftovers,
  forgetAttachment,
  forgetSource,
  releaseAttachments,
  unheldSince,
} from "./queries.ts";

/** A file that no message names within this time is erased. */
export const UNHELD_KEPT_MS = 86_400_000;
const AT_ONCE = 50;

/**
 * Erases the bytes of files that nobody needs: released ones, those that no message took in time, and what
 * came in of pictures and of refused files. Objects go before their row, so that a crash repeats the erasing.
 */
export async function eraseAttachments(env: ApiEnv, now: Date, log: Logger): Promise<void> {
  const db = openDatabase(env);
  await releaseAttachments(db, unheldSince(new Date(now.getTime() - UNHELD_KEPT_MS)));
  const erasable = await findErasable(db, AT_ONCE);
  for (const row of erasable) {
    await env.MEDIA.delete(allKeys(row));
    await forgetAttachment(db, row.id);
  }
  for (const row of await findLeftovers(db, AT_ONCE)) {
    if (row.source_key !== null) await env.MEDIA.delete(row.source_key);
    await forgetSource(db, row.id);
  }
  if (erasable.length > 0) log.info("attachments erased", { count: erasable.length });
}
