import { parseEnv } from "@veza/worker-kit/env";
import { type ChatEnv, ChatEnvSchema } from "./env.ts";

/** The bindings and variables of this Worker, parsed once an isolate. */
export const envOf = (bindings: object): ChatEnv => parseEnv(ChatEnvSchema, bindings);
