import type { Listening } from "../http/listen.ts";
import type { MailOutbox } from "../services/mail-outbox.ts";
import { startServices } from "../services/server.ts";
import type { Part } from "./part.ts";

/** The stand-ins for outside services. */
export function servicesPart(outbox: MailOutbox, port: number): Part {
  let running: Listening | undefined;
  return {
    async start() {
      running = await startServices(outbox, port);
    },
    async stop() {
      const stopping = running;
      running = undefined;
      await stopping?.stop();
    },
    pid: () => undefined,
  };
}
