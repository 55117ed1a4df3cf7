import { type Domain, HOUR_MS } from "../../domain.ts";
import { forgetOldKeys } from "./service.ts";

export const idempotency: Domain = {
  chores: [
    { name: "forget idempotency keys", every_ms: HOUR_MS, run: (env, { now }) => forgetOldKeys(env, now) },
  ],
};
