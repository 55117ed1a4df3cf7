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
  allRooms: ["rooms"] as const,
  myRooms: ["rooms", "mine"] as const,
  directory: (filter: { query: string; sort: "members" | "newest" }) =>
    ["rooms", "directory", filter] as const,
  anyRoom: ["rooms", "one"] as const,
  /** By id or slug, with the invite that opens it. */
  room: (room: string, invite: string | null) => ["rooms", "one", room, invite] as const,
  subjectRoom: (kind: string, subjectId: string) => ["rooms", "beside", kind, subjectId] as const,
  person: (userId: string) => ["person", userId] as const,
  people: (query: string) => ["people", query] as const,
  blocks: ["blocks"] as const,
  waveform: (address: string) => ["waveform", address] as const,
};
