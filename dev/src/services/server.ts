import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { BodyTooLarge, readBody } from "../http/body.ts";
import { type Listening, listen } from "../http/listen.ts";
import { isLocalHost } from "../http/local-host.ts";
import { type MailOutbox, OutgoingMail } from "./mail-outbox.ts";
import { MAIL_SCRIPT, MAIL_STYLE, renderMailPage } from "./mail-page.ts";

const MAX_MAIL_BYTES = 2 * 1024 * 1024;

interface Answer {
  status: number;
  type: string;
  body: string;
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

/**
 * The stand-ins for outside services in a developer's stack. Takes mail at `POST /mail`; shows it at
 * `/dev/mail` (page) and `/dev/mail.json` or `/mail` (list, newest first, `?to=address`). The API passes
 * `/dev/*` of the public origin here.
 */
export function startServices(outbox: MailOutbox, port: number): Promise<Listening> {
  return listen((request, response) => void respond(outbox, request, response), { port });
}

async function respond(
  outbox: MailOutbox,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await route(outbox, request).catch((error: unknown): Answer => {
    if (error instanceof z.ZodError) return json(400, { message: z.prettifyError(error) });
    if (error instanceof SyntaxError) return json(400, { message: error.message });
    if (error instanceof BodyTooLarge) return json(413, { message: error.message });
    console.error(error);
    return json(500, { message: "the mail folder could not be read or written" });
  });
  response.writeHead(answer.status, { "content-type": answer.type, "cache-control": "no-store" });
  response.end(answer.body);
}

async function route(outbox: MailOutbox, request: IncomingMessage): Promise<Answer> {
  if (!isLocalHost(request)) return json(421, { message: "not a name of this server" });
  const url = new URL(request.url ?? "/", "http://local");
  const to = url.searchParams.get("to") ?? undefined;
  switch (`${request.method} ${url.pathname}`) {
    case "GET /healthz":
      return json(200, { status: "ok" });
    case "POST /mail": {
      const mail = OutgoingMail.parse(JSON.parse(await readBody(request, MAX_MAIL_BYTES)));
      const key = request.headers["idempotency-key"];
      return json(201, await outbox.store(mail, typeof key === "string" ? key : undefined));
    }
    case "GET /mail":
    case "GET /dev/mail.json":
      return json(200, await outbox.list(to));
    case "GET /dev/mail":
      return {
        status: 200,
        type: "text/html; charset=utf-8",
        body: renderMailPage(await outbox.list(to), to),
      };
    case "GET /dev/mail.css":
      return { status: 200, type: "text/css; charset=utf-8", body: MAIL_STYLE };
    case "GET /dev/mail.js":
      return { status: 200, type: "text/javascript; charset=utf-8", body: MAIL_SCRIPT };
    default:
      return json(404, { message: "unknown address" });
  }
}
