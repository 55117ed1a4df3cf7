import { type Domain, MINUTE_MS } from "../../domain.ts";
import { expireUploads } from "./expiry.ts";
import { mountUploads } from "./routes.ts";

export const uploads: Domain = {
  mount: mountUploads,
  chores: [{ name: "expire uploads", every_ms: MINUTE_MS, run: (env, { log }) => expireUploads(env, log) }],
};
