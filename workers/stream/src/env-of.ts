import { parseEnv } from "@veza/worker-kit/env";
import { type StreamEnv, StreamEnvSchema } from "./env.ts";

/** The bindings and variables of this Worker, parsed once an isolate. */
export const envOf = (bindings: object): StreamEnv => parseEnv(StreamEnvSchema, bindings);
