import { useMutation, useQueryClient } from "@tanstack/react-query";
import { putArtwork } from "@veza/contracts/http/tracks";
import { call } from "../../../lib/api/call.ts";
import { storeTrack } from "../../../lib/operations/track-cache.ts";

export function usePutArtwork() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ trackId, image }: { trackId: string; image: File }) =>
      call(putArtwork, {
        params: { track_id: trackId },
        raw: { body: image, contentType: image.type },
        timeoutMs: 90_000,
      }),
    onSuccess: (track) => storeTrack(client, track),
  });
}
