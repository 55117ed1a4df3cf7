import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getTrack, type Track, type TrackEdit, updateTrack } from "@veza/contracts/http/tracks";
import { callForReply, type Reply } from "../../../lib/api/call.ts";
import { storeTrack } from "../../../lib/operations/track-cache.ts";

/** A track with the ETag that an edit must present. */
export function readForEdit(trackId: string): Promise<Reply<Track>> {
  return callForReply(getTrack, { params: { track_id: trackId } });
}

export function useUpdateTrack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ trackId, edit, etag }: { trackId: string; edit: TrackEdit; etag: string | null }) =>
      callForReply(updateTrack, {
        params: { track_id: trackId },
        body: edit,
        ...(etag === null ? {} : { ifMatch: etag }),
      }),
    onSuccess: ({ data }) => storeTrack(client, data),
  });
}
