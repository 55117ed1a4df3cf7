import { TrackId, UserId } from "@veza/contracts/ids";
import { type Domain, MINUTE_MS, on } from "../../domain.ts";
import { entitle } from "./entitlement.ts";
import { purgeDeletedTracks } from "./purge.ts";
import { mountTracks } from "./routes.ts";
import { syncAccess } from "./service.ts";
import { COMPLETE_TRACK, onCompleted, onFailed, onProgress } from "./transcoding.ts";

export const tracks: Domain = {
  mount: mountTracks,
  handlers: [
    on("transcoding.progress", "show progress", (env, { data }, { log }) => onProgress(env, data, log), {
      isFleeting: true,
    }),
    on("transcoding.completed", COMPLETE_TRACK, (env, { id, data }, { now, log }) =>
      onCompleted(env, id, data, now, log),
    ),
    on("transcoding.failed", "fail track", (env, { data }, { now, log }) => onFailed(env, data, now, log)),
    on("track.published", "tell access of published track", (env, { data }) =>
      syncAccess(env, data.track_id),
    ),
    on("track.changed", "tell access of changed track", (env, { data }) => syncAccess(env, data.track_id)),
    on("track.deleted", "tell access of deleted track", (env, { data }) => syncAccess(env, data.track_id)),
  ],
  chores: [
    {
      name: "purge deleted tracks",
      every_ms: MINUTE_MS,
      run: (env, { log }) => purgeDeletedTracks(env, log),
    },
  ],
  rpc: {
    entitle: async (env, userId, trackId) =>
      entitle(env, UserId.parse(userId), TrackId.parse(trackId), new Date()),
  },
};
