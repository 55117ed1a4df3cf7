import { getQuality } from "@veza/contracts/http/admin";
import type { ApiApp, Mount } from "../../app.ts";
import { readQuality } from "./service.ts";

export function mountQuality(app: ApiApp, mount: Mount): void {
  mount(app, getQuality, async ({ env, query }) => readQuality(env, query.range, new Date()));
}
