import type { Track, TrackEdit } from "@veza/contracts/http/tracks";
import { call, callForReply, type Reply } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { queryClient } from "../../lib/query-client.ts";
import { forgetProgress } from "./progress.ts";
import { dropTrack, storeTrack } from "./track-cache.ts";

const tracks = endpointsOf(() => import("@veza/contracts/http/tracks"));

const store = (track: Track): void => storeTrack(queryClient, track);

/** What was heard of the run before says nothing about the one that begins. */
const storeNewRun = (track: Track): void => {
  forgetProgress(track.id);
  store(track);
};

/** A track with the ETag that an edit must present. */
export function readForEdit(trackId: string): Promise<Reply<Track>> {
  return callForReply(tracks("getTrack"), { params: { track_id: trackId } });
}

export const updateTrackMutation = {
  mutationFn: ({ trackId, edit, etag }: { trackId: string; edit: TrackEdit; etag: string | null }) =>
    callForReply(tracks("updateTrack"), {
      params: { track_id: trackId },
      body: edit,
      ...(etag === null ? {} : { ifMatch: etag }),
    }),
  onSuccess: ({ data }: Reply<Track>) => store(data),
};

export const putArtworkMutation = {
  mutationFn: ({ trackId, image }: { trackId: string; image: File }) =>
    call(tracks("putArtwork"), {
      params: { track_id: trackId },
      raw: { body: image, contentType: image.type },
      timeoutMs: 90_000,
    }),
  onSuccess: store,
};

export const deleteTrackMutation = {
  mutationFn: (trackId: string) => call(tracks("deleteTrack"), { params: { track_id: trackId } }),
  onSuccess: (_nothing: undefined, trackId: string) => dropTrack(queryClient, trackId),
};

/** Publishes a track, or a replacement, that was held back: as it is. */
export const publishTrackMutation = {
  mutationFn: (trackId: string) => call(tracks("publishTrack"), { params: { track_id: trackId } }),
  onSuccess: store,
};

/** Runs a failed track, or its failed replacement, through the pipeline again. */
export const retryTrackMutation = {
  mutationFn: (trackId: string) => call(tracks("retryTrack"), { params: { track_id: trackId } }),
  onSuccess: storeNewRun,
};

/** Replaces the audio in one request; half an hour is time for the largest file on a slow line. */
export const replaceAudioMutation = {
  mutationFn: ({ trackId, audio }: { trackId: string; audio: File }) => {
    const form = new FormData();
    form.set("file", audio);
    return call(tracks("replaceAudio"), {
      params: { track_id: trackId },
      raw: { body: form },
      timeoutMs: 30 * 60_000,
    });
  },
  onSuccess: storeNewRun,
};
