import type { DataOf } from "@veza/contracts/events";
import type { Logger } from "@veza/core/log";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { forgetMailSends, nthNewestMail, takeMail } from "./queries.ts";
import { renderMail } from "./templates.ts";
import { sendMail } from "./transport.ts";

type Template = DataOf<"mail.requested">["template"];

/**
 * Mails to one address within an hour: those that anybody can cause by typing the address, and those that its
 * owner's own doing brings.
 */
export const MAILS_AN_HOUR = { account: 5, news: 30 } as const;
const HOUR_MS = 3_600_000;

const kindOf = (template: Template): keyof typeof MAILS_AN_HOUR => {
  switch (template) {
    case "verify_email":
    case "address_in_use":
    case "account_locked":
    case "sign_in_link":
      return "account";
    case "track_processed":
    case "track_failed":
    case "track_review":
    case "chat_message":
      return "news";
    default:
      return template satisfies never;
  }
};

/**
 * Sends the mail of an event. Its consumer delivers each once; a crash right after sending is covered by the
 * transport's key. What is more than an address may get within the hour is left out: whoever has asked five
 * times has five links.
 */
export async function deliverMail(
  env: ApiEnv,
  eventId: string,
  data: DataOf<"mail.requested">,
  log: Logger,
): Promise<void> {
  const db = openDatabase(env);
  const kind = kindOf(data.template);
  if (await takeMail(db, eventId, await recipientOf(data.to, kind), MAILS_AN_HOUR[kind]))
    await sendMail(env, renderMail(data), eventId);
  else
    log.warn("a mail was left out: its recipient has had enough for this hour", { template: data.template });
}

/** How long it is, in milliseconds, until an address may get another mail of this kind; 0 when it may now. */
export async function mailWait(env: ApiEnv, address: string, template: Template, now: Date): Promise<number> {
  const kind = kindOf(template);
  const oldest = await nthNewestMail(
    openDatabase(env),
    await recipientOf(address, kind),
    MAILS_AN_HOUR[kind],
  );
  return oldest === null ? 0 : Math.max(1000, oldest.getTime() + HOUR_MS - now.getTime());
}

/** Forgets mails that hold no other one back any more. */
export const forgetOldMails = (env: ApiEnv, now: Date) =>
  forgetMailSends(openDatabase(env), new Date(now.getTime() - 24 * HOUR_MS));

async function recipientOf(address: string, kind: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${kind}:${address.toLowerCase()}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
