import type { QueryInput } from "@veza/contracts/endpoint";
import type { listTracks } from "@veza/contracts/http/tracks";

export type TrackFilter = Pick<QueryInput<typeof listTracks>, "sort" | "genre" | "tag" | "uploader_id">;

/** Keys of the server state that several features and the live socket touch. */
export const queryKeys = {
  me: ["me"] as const,
  allTracks: ["tracks"] as const,
  tracks: (filter: TrackFilter) => ["tracks", filter] as const,
  track: (trackId: string) => ["track", trackId] as const,
  artist: (username: string) => ["artist", username] as const,
  notifications: ["notifications"] as const,
  uploadFacts: ["upload-facts"] as const,
  waveform: (address: string) => ["waveform", address] as const,
};
