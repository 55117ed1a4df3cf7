import { useMutation, useQueryClient } from "@tanstack/react-query";
import { replaceAudio } from "@veza/contracts/http/tracks";
import { call } from "../../../lib/api/call.ts";
import { storeTrack } from "../../../lib/operations/track-cache.ts";

/** Replaces the audio in one request; half an hour is time for the largest file on a slow line. */
export function useReplaceAudio() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ trackId, audio }: { trackId: string; audio: File }) => {
      const form = new FormData();
      form.set("file", audio);
      return call(replaceAudio, {
        params: { track_id: trackId },
        raw: { body: form },
        timeoutMs: 30 * 60_000,
      });
    },
    onSuccess: (track) => storeTrack(client, track),
  });
}
