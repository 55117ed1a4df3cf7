export interface DirectoryFilter {
  query: string;
  sort: "members" | "newest";
}

export const roomKeys = {
  all: ["rooms"] as const,
  mine: ["rooms", "mine"] as const,
  directory: (filter: DirectoryFilter) => ["rooms", "directory", filter] as const,
  any: ["rooms", "one"] as const,
  /** By id or slug, with the invite that opens it. */
  one: (room: string, invite: string | null) => ["rooms", "one", room, invite] as const,
  subject: (kind: string, subjectId: string) => ["rooms", "beside", kind, subjectId] as const,
};
