import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { type DeadLetterRow, insertDeadLetter } from "./queries.ts";

/** Writes down a message that every retry failed on; once, however often it is delivered. */
export async function recordDeadLetter(
  env: ApiEnv,
  row: Omit<DeadLetterRow, "replayed_at" | "created_at">,
): Promise<void> {
  await insertDeadLetter(openDatabase(env), row);
}
