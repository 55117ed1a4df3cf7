import type { DataOf } from "@veza/contracts/events";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { markConsumed, wasConsumed } from "../outbox/write.ts";
import { renderMail } from "./templates.ts";
import { sendMail } from "./transport.ts";

/** Sends the mail of an event. A second delivery sends nothing; a crash right after sending is covered by the transport's key. */
export async function deliverMail(
  env: ApiEnv,
  eventId: string,
  data: DataOf<"mail.requested">,
): Promise<void> {
  const db = openDatabase(env);
  if (await wasConsumed(db, eventId)) return;
  await sendMail(env, renderMail(data), eventId);
  await markConsumed(db, eventId).onConflictDoNothing();
}
