import { INBOX_PROTOCOL } from "@veza/contracts/ws/inbox";
import { createVerifier, type TokenVerifier } from "@veza/worker-kit/access-token";
import { type App, createApp } from "@veza/worker-kit/app";
import { AppError } from "@veza/worker-kit/app-error";
import { isSameOrigin, readAccessToken } from "@veza/worker-kit/credentials";
import type { Principal } from "@veza/worker-kit/principal";
import { bearerProtocol, offeredProtocols, refuseSocket } from "@veza/worker-kit/socket";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { metrics } from "./metrics.ts";

/** How long the public keys are trusted before they are asked for again. */
const KEYS_MS = 5 * 60_000;
let verifier: { verify: TokenVerifier; until: number } | null = null;

async function verifierOf(env: ChatEnv): Promise<TokenVerifier> {
  if (verifier === null || verifier.until < Date.now()) {
    verifier = {
      verify: createVerifier(await env.API_RPC.jwks(), env.PUBLIC_URL),
      until: Date.now() + KEYS_MS,
    };
  }
  return verifier.verify;
}

export function createChatApp(): App<ChatEnv> {
  const app = createApp<ChatEnv>("veza-chat", metrics);

  app.get("/chat/inbox", async (c) => {
    const env = envOf(c.env);
    const { headers } = c.req.raw;
    if (headers.get("upgrade")?.toLowerCase() !== "websocket")
      throw new AppError("invalid_request", { detail: "This address speaks WebSocket." });
    const offered = offeredProtocols(headers);
    const refused = (reason: Parameters<typeof refuseSocket>[0]) => {
      metrics.count("veza_inbox_connects_total", { outcome: reason });
      return refuseSocket(reason, offered.includes(INBOX_PROTOCOL) ? INBOX_PROTOCOL : null);
    };
    if (!offered.includes(INBOX_PROTOCOL)) return refused("unsupported_protocol");
    const principal = await authenticate(env, headers, c.req.url, offered);
    if (typeof principal === "string") return refused(principal);
    const unread = await env.API_RPC.unreadNotifications(principal.user_id);
    metrics.count("veza_inbox_connects_total", { outcome: "accepted" });
    const inbox = env.INBOX.get(env.INBOX.idFromName(principal.user_id));
    return inbox.fetch(c.req.url, { headers: { upgrade: "websocket", "x-veza-unread": String(unread) } });
  });
  return app;
}

/** Who opens a socket: a program by its token, a browser by its cookie and only from our own pages. */
async function authenticate(
  env: ChatEnv,
  headers: Headers,
  url: string,
  offered: string[],
): Promise<Principal | "unauthenticated" | "token_expired" | "forbidden"> {
  const token = bearerProtocol(offered);
  const credential = token === null ? readAccessToken(headers) : { token, via: "bearer" as const };
  if (credential === null) return "unauthenticated";
  if (
    credential.via === "cookie" &&
    (headers.get("origin") === null || !isSameOrigin(headers, url, env.PUBLIC_URL))
  )
    return "forbidden";
  try {
    return await (await verifierOf(env))(credential.token, credential.via);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    return cause.code === "token_expired" ? "token_expired" : "unauthenticated";
  }
}
