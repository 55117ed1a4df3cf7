import { type Domain, HOUR_MS, MINUTE_MS } from "../../domain.ts";
import { dispatch, forgetOldEvents } from "./service.ts";

export const outbox: Domain = {
  chores: [
    { name: "send the outbox", every_ms: MINUTE_MS, run: dispatch },
    { name: "forget consumed events", every_ms: HOUR_MS, run: forgetOldEvents },
  ],
};
