import type { Logger } from "@veza/core/log";
import { runChores } from "./domains/chores/service.ts";
import { DOMAINS } from "./domains/index.ts";
import type { ApiEnv } from "./env.ts";

const CHORES = DOMAINS.flatMap(({ chores }) => chores ?? []);

/** Every minute, by the cron: what is due of all domains' chores. */
export const keepHouse = (env: ApiEnv, log: Logger, now: Date = new Date()): Promise<void> =>
  runChores(env, CHORES, { now, log });
