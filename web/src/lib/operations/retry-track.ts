import { useMutation, useQueryClient } from "@tanstack/react-query";
import { retryTrack } from "@veza/contracts/http/tracks";
import { call } from "../api/call.ts";
import { storeTrack } from "./track-cache.ts";

/** Runs a failed track, or its failed replacement, through the pipeline again. */
export function useRetryTrack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (trackId: string) => call(retryTrack, { params: { track_id: trackId } }),
    onSuccess: (track) => storeTrack(client, track),
  });
}
