import type { ApiEnv } from "../../env.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail server that does not answer for this long has not taken the mail. */
const TIMEOUT_MS = 10_000;

/**
 * Sends one mail. `outbox` is the development stand-in: the stack's helper process keeps it and shows it at
 * /dev/mail. `http` speaks Resend's JSON, `smtp` SMTP. Throws when the other side did not take it, so that
 * the queue tries again; the event's id travels as Idempotency-Key or Message-ID, so that a second try can be
 * told from a second mail.
 */
export async function sendMail(env: ApiEnv, mail: Mail, eventId: string): Promise<void> {
  switch (env.MAIL_TRANSPORT) {
    case "outbox":
      return post(`${env.DEV_SERVICES_URL ?? ""}/mail`, {}, env, mail, eventId);
    case "http":
      return post(
        env.MAIL_HTTP_URL ?? "",
        { authorization: `Bearer ${env.MAIL_HTTP_TOKEN ?? ""}` },
        env,
        mail,
        eventId,
      );
    case "smtp":
      return smtp(env, mail, eventId);
  }
}

async function post(
  url: string,
  headers: Record<string, string>,
  env: ApiEnv,
  mail: Mail,
  eventId: string,
): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": eventId, ...headers },
    body: JSON.stringify({ from: env.MAIL_FROM, ...mail }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the mail service answered ${response.status}`);
}

async function smtp(env: ApiEnv, mail: Mail, eventId: string): Promise<void> {
  // Loaded where it is used: it needs the platform's sockets, which tests in Node don't have.
  const { WorkerMailer } = await import("worker-mailer");
  const url = new URL(env.SMTP_URL ?? "");
  const secure = url.protocol === "smtps:";
  const from = /^\s*(.*?)\s*<([^>]+)>\s*$/.exec(env.MAIL_FROM);
  await WorkerMailer.send(
    {
      host: url.hostname,
      port: Number(url.port || (secure ? 465 : 587)),
      secure,
      startTls: !secure,
      authType: ["plain", "login"],
      ...(url.username === ""
        ? {}
        : {
            credentials: {
              username: decodeURIComponent(url.username),
              password: decodeURIComponent(url.password),
            },
          }),
      socketTimeoutMs: TIMEOUT_MS,
      responseTimeoutMs: TIMEOUT_MS,
    },
    {
      ...mail,
      from: from === null ? env.MAIL_FROM : { name: from[1] ?? "", email: from[2] ?? "" },
      headers: {
        "Message-ID": `<${eventId.replaceAll(/[^\w.:-]/g, "_")}@${new URL(env.PUBLIC_URL).hostname}>`,
      },
    },
  );
}
