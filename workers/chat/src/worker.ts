import { WorkerEntrypoint } from "cloudflare:workers";
import { type ChatRpc, InboxPush, type Readiness } from "@veza/contracts/rpc";
import { createChatApp } from "./app.ts";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { metrics } from "./metrics.ts";

export { Inbox } from "./inbox.do.ts";

const app = createChatApp();

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),
} satisfies ExportedHandler<ChatEnv>;

/** What the other Workers may ask of this one. */
export class ChatRpcEntrypoint extends WorkerEntrypoint<ChatEnv> implements ChatRpc {
  async pushToInbox(push: InboxPush) {
    const { user_id, frames, traceparent } = InboxPush.parse(push);
    const { INBOX } = envOf(this.env);
    for (const frame of frames) metrics.count("veza_inbox_frames_total", { type: frame.t });
    await INBOX.get(INBOX.idFromName(user_id)).push(frames, traceparent);
  }

  async readiness(): Promise<Readiness> {
    return { ready: true, checks: { self: { ok: true } } };
  }

  async metrics() {
    return metrics.render();
  }
}
