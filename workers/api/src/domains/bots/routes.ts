import * as contract from "@veza/contracts/http/bots";
import type { ApiApp, Mount } from "../../app.ts";
import { deviceOf, toTokens } from "../accounts/sessions.ts";
import { botsOf, closeBot, createBot, renewSecret, signBotIn } from "./service.ts";
import { createWebhook, post, removeWebhook, webhooksOf } from "./webhooks.ts";

export function mountBots(app: ApiApp, mount: Mount): void {
  mount(app, contract.createBot, async ({ env, body, principal }) =>
    createBot(env, principal.user_id, body.username, new Date()),
  );

  mount(app, contract.listBots, async ({ env, principal }) => ({
    items: await botsOf(env, principal.user_id),
  }));

  mount(app, contract.renewBotSecret, async ({ env, params, principal }) =>
    renewSecret(env, params.user_id, principal.user_id),
  );

  mount(app, contract.deleteBot, async ({ c, env, params, principal }) => {
    await closeBot(env, params.user_id, principal.user_id, c.get("log"));
    return undefined;
  });

  mount(app, contract.botToken, async ({ c, env, body }) =>
    toTokens(await signBotIn(env, body, deviceOf(c.req.raw.headers), new Date())),
  );

  mount(app, contract.createWebhook, async ({ env, params, body, principal }) =>
    createWebhook(env, params.room_id, principal.user_id, body.name, new Date()),
  );

  mount(app, contract.listWebhooks, async ({ env, params, principal }) => ({
    items: await webhooksOf(env, params.room_id, principal.user_id),
  }));

  mount(app, contract.deleteWebhook, async ({ c, env, params, principal }) => {
    await removeWebhook(env, params, principal.user_id, c.get("log"));
    return undefined;
  });

  mount(app, contract.postToWebhook, async ({ env, params, body }) => post(env, params, body));
}
