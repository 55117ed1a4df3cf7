import type { ApiEnv } from "../../env.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/**
 * Sends one mail. `outbox` is the development stand-in: the stack's helper process keeps it and shows it at /dev/mail.
 * `http` speaks Resend's JSON. Throws when the other side did not take it, so that the queue tries again; the event's id
 * travels as Idempotency-Key, so that a second try is not a second mail.
 */
export async function sendMail(env: ApiEnv, mail: Mail, eventId: string): Promise<void> {
  const { url, headers } =
    env.MAIL_TRANSPORT === "outbox"
      ? { url: `${env.DEV_SERVICES_URL ?? ""}/mail`, headers: {} }
      : { url: env.MAIL_HTTP_URL ?? "", headers: { authorization: `Bearer ${env.MAIL_HTTP_TOKEN ?? ""}` } };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": eventId, ...headers },
    body: JSON.stringify({ from: env.MAIL_FROM, ...mail }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the mail service answered ${response.status}`);
}
