import { WorkerEntrypoint } from "cloudflare:workers";
import { createLogger } from "@veza/worker-kit/log";
import { createApiApp, envOf } from "./app.ts";
import { consumeDeadLetters } from "./consumers/dead-letters.ts";
import { consumePlatformEvents } from "./consumers/platform-events.ts";
import type { ApiEnv } from "./env.ts";
import { keepHouse } from "./housekeeping.ts";
import { RPC } from "./rpc.ts";

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

/** What the other Workers may ask of this one; arguments are parsed by the domain that answers. */
export class ApiRpcEntrypoint extends WorkerEntrypoint<ApiEnv> {}

for (const [name, answer] of Object.entries(RPC)) {
  Object.defineProperty(ApiRpcEntrypoint.prototype, name, {
    value(this: { env: ApiEnv }, ...args: never[]) {
      return Reflect.apply(answer, undefined, [envOf(this.env), ...args]);
    },
  });
}
