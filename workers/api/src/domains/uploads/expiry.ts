import type { Logger } from "@veza/core/log";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { findExpired } from "./queries.ts";
import { discardUpload } from "./resumable.ts";

/** Frees uploads that nobody finished in time. One that fails is tried again a minute later. */
export async function expireUploads(env: ApiEnv, log: Logger): Promise<void> {
  for (const row of await findExpired(openDatabase(env), 50)) {
    try {
      await discardUpload(env, row, "expired");
    } catch (cause) {
      log.error("upload not expired", cause, { upload_id: row.id });
    }
  }
}
