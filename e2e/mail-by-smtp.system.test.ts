import { builtWorkersPart } from "@veza/dev/parts/built-workers";
import { type Stack, startStack } from "@veza/dev/stack";
import { until } from "@veza/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSmtpSink } from "./support/smtp-sink.ts";

let stack: Stack;
let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
  stack = await startStack({
    workers: builtWorkersPart,
    web: "none",
    waitFor: "pages",
    vars: { api: { MAIL_TRANSPORT: "smtp", SMTP_URL: sink.url } },
  });
});
afterAll(async () => {
  await stack?.stop();
  sink?.stop();
});

test("the verification mail goes out by SMTP, once, with both parts and an id of its own", async () => {
  const body = {
    username: "smtp_user",
    email: "smtp@veza.test",
    password: "a-good-password-4",
    locale: "fr",
  };
  const registered = await fetch(`${stack.url}/api/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(registered.status).toBe(201);
  const mail = await until(async () => sink.mails[0], "the mail", { timeout_ms: 15_000 });
  expect(mail).toMatch(/^To: .*smtp@veza\.test/m);
  expect(mail).toMatch(/^Message-ID: <evt_/m);
  expect(mail).toContain("text/plain");
  expect(mail).toContain("text/html");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(sink.mails).toHaveLength(1);
});
