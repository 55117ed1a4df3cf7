import { WorkerEntrypoint } from "cloudflare:workers";
import { TrackId, UserId } from "@veza/contracts/ids";
import type { ApiRpc } from "@veza/contracts/rpc";
import { createLogger } from "@veza/worker-kit/log";
import { createApiApp, envOf } from "./app.ts";
import { consumeDeadLetters } from "./consumers/dead-letters.ts";
import { consumePlatformEvents } from "./consumers/platform-events.ts";
import { getAccount } from "./domains/accounts/service.ts";
import { unreadOf } from "./domains/notifications/service.ts";
import { entitle } from "./domains/tracks/entitlement.ts";
import type { ApiEnv } from "./env.ts";
import { keepHouse } from "./housekeeping.ts";
import { publicJwks } from "./keys.ts";

const app = createApiApp();

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),

  async queue(batch, bindings) {
    const env = envOf(bindings);
    if (batch.queue.endsWith("-dead")) return consumeDeadLetters(batch, env);
    return consumePlatformEvents(batch, env);
  },

  async scheduled(_controller, bindings) {
    await keepHouse(envOf(bindings), createLogger("veza-api", null, { cron: true }));
  },
} satisfies ExportedHandler<ApiEnv>;

/** What the other Workers may ask of this one. */
export class ApiRpcEntrypoint extends WorkerEntrypoint<ApiEnv> implements ApiRpc {
  async jwks() {
    return publicJwks(envOf(this.env)) as { keys: JsonWebKey[] };
  }

  async unreadNotifications(userId: string) {
    return unreadOf(envOf(this.env), UserId.parse(userId));
  }

  async username(userId: string) {
    return (await getAccount(envOf(this.env), UserId.parse(userId)))?.username ?? null;
  }

  async entitle(userId: string, trackId: string) {
    return entitle(envOf(this.env), UserId.parse(userId), TrackId.parse(trackId), new Date());
  }
}
