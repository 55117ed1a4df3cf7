import { type Domain, HOUR_MS, on } from "../../domain.ts";
import { mountQuality } from "./routes.ts";
import { forgetOldQuality, onStreamSummarised, SUM_QUALITY } from "./service.ts";

export const quality: Domain = {
  mount: mountQuality,
  handlers: [
    on("stream.summarised", SUM_QUALITY, (env, { id, data }, { now }) =>
      onStreamSummarised(env, id, data, now),
    ),
  ],
  chores: [
    { name: "forget old quality", every_ms: HOUR_MS, run: (env, { now }) => forgetOldQuality(env, now) },
  ],
};
