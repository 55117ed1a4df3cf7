import { INBOX_PROTOCOL } from "@veza/contracts/ws/inbox";
import { type App, createApp } from "@veza/worker-kit/app";
import { admitSocket, cachedVerifier } from "@veza/worker-kit/socket-gate";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { metrics } from "./metrics.ts";
import { mountRooms } from "./room/routes.ts";

const verifierFor = cachedVerifier();

export function createChatApp(): App<ChatEnv> {
  const app = createApp<ChatEnv>("veza-chat", metrics, (c) => {
    const env = envOf(c.env);
    return c.req.header("upgrade") === undefined
      ? { kind: "general", limiter: env.RATE_GENERAL }
      : { kind: "sockets", limiter: env.RATE_SOCKETS };
  });

  app.get("/chat/inbox", async (c) => {
    const env = envOf(c.env);
    const admission = await admitSocket(c.req.raw, {
      protocol: INBOX_PROTOCOL,
      publicUrl: env.PUBLIC_URL,
      verifier: () => verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL),
    });
    metrics.count("veza_inbox_connects_total", { outcome: admission.ok ? "accepted" : admission.reason });
    if (!admission.ok) return admission.response;
    const { principal } = admission;
    const unread = await env.API_RPC.unreadNotifications(principal.user_id);
    const inbox = env.INBOX.get(env.INBOX.idFromName(principal.user_id));
    return inbox.fetch(c.req.url, {
      headers: { upgrade: "websocket", "x-veza-unread": String(unread), "x-veza-user": principal.user_id },
    });
  });
  mountRooms(app);
  return app;
}
