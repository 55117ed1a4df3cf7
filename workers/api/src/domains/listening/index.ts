import { type Domain, HOUR_MS, MINUTE_MS, on } from "../../domain.ts";
import { metrics } from "../../operations/metrics.ts";
import { mountListening } from "./routes.ts";
import { forgetOldPlays, onListeningStopped, onPlayQualified } from "./service.ts";
import { refreshTrends } from "./trends.ts";

export const listening: Domain = {
  mount: mountListening,
  handlers: [
    on("play.qualified", "count play", async (env, event, { now, log }) => {
      if (await onPlayQualified(env, event, now, log))
        metrics.count("veza_plays_counted_total", { source: event.data.source });
    }),
    on("listening.stopped", "remember place", (env, event, { now }) => onListeningStopped(env, event, now)),
  ],
  chores: [
    { name: "count trending tracks", every_ms: MINUTE_MS, run: (env, { now }) => refreshTrends(env, now) },
    { name: "forget old plays", every_ms: HOUR_MS, run: (env, { now }) => forgetOldPlays(env, now) },
  ],
};
