import type { QueryInput } from "@veza/contracts/endpoint";
import type { listTracks } from "@veza/contracts/http/tracks";

export type TrackFilter = Pick<QueryInput<typeof listTracks>, "sort" | "genre" | "tag" | "uploader_id">;

export const trackKeys = {
  all: ["tracks"] as const,
  list: (filter: TrackFilter) => ["tracks", filter] as const,
  one: (trackId: string) => ["track", trackId] as const,
  waveform: (address: string) => ["waveform", address] as const,
};
