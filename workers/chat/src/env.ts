import type { ApiRpc } from "@veza/contracts/rpc";
import { binding, Environment } from "@veza/worker-kit/env";
import { z } from "zod";
import type { Inbox } from "./inbox.do.ts";

/** Bindings and variables of veza-chat; .env.example says what each is for. */
export const ChatEnvSchema = z.object({
  ENVIRONMENT: Environment,
  PUBLIC_URL: z.url(),
  API_RPC: binding<ApiRpc>(),
  INBOX: binding<DurableObjectNamespace<Inbox>>(),
});
export type ChatEnv = z.output<typeof ChatEnvSchema>;
