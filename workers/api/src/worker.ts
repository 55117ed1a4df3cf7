import { WorkerEntrypoint } from "cloudflare:workers";
import { AttachmentIds } from "@veza/contracts/chat-rpc";
import { idSchema, RoomId, TrackId, UserId } from "@veza/contracts/ids";
import type { ApiRpc, ChatLink } from "@veza/contracts/rpc";
import { createLogger } from "@veza/worker-kit/log";
import { createApiApp, envOf } from "./app.ts";
import { consumeDeadLetters } from "./consumers/dead-letters.ts";
import { consumePlatformEvents } from "./consumers/platform-events.ts";
import { getAccount, toAuthor } from "./domains/accounts/service.ts";
import { filesForMessage } from "./domains/attachments/service.ts";
import { cardsOf } from "./domains/chat/cards.ts";
import { unreadOf } from "./domains/notifications/service.ts";
import { blockedAmong } from "./domains/people/service.ts";
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

  async profile(userId: string) {
    const account = await getAccount(envOf(this.env), UserId.parse(userId));
    return account === null ? null : toAuthor(account);
  }

  async blockedAmong(userId: string, others: string[]) {
    return blockedAmong(envOf(this.env), UserId.parse(userId), UserId.array().max(200).parse(others));
  }

  async cards(links: ChatLink[]) {
    const known = links.slice(0, 20).map((link) => ({
      kind: link.kind,
      // What is no id of ours has no card, and must not reach a query.
      id: link.kind === "track" && idSchema("track").safeParse(link.id).success ? link.id : "",
    }));
    const asked = known.filter(({ id }) => id !== "");
    const cards = asked.length === 0 ? [] : await cardsOf(envOf(this.env), asked, new Date());
    return known.map(({ id }) => (id === "" ? null : (cards.shift() ?? null)));
  }

  async attachments(userId: string, roomId: string, ids: string[]) {
    return filesForMessage(
      envOf(this.env),
      UserId.parse(userId),
      RoomId.parse(roomId),
      AttachmentIds.parse(ids),
    );
  }
}
