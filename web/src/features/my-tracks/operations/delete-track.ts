import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteTrack } from "@veza/contracts/http/tracks";
import { call } from "../../../lib/api/call.ts";
import { dropTrack } from "../../../lib/operations/track-cache.ts";

export function useDeleteTrack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (trackId: string) => call(deleteTrack, { params: { track_id: trackId } }),
    onSuccess: (_nothing, trackId) => dropTrack(client, trackId),
  });
}
