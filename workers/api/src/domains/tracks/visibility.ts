import { and, eq, isNotNull, isNull, ne, or, type SQL } from "drizzle-orm";
import { mayModerate, type Viewer } from "./policy.ts";
import { tracks } from "./schema.ts";

/**
 * `canSee` of policy.ts as a condition on `tracks`, for lists that are cut into pages. A test holds the two
 * together.
 */
export function visibleTo(viewer: Viewer): SQL | undefined {
  const published = and(isNotNull(tracks.current_version), ne(tracks.visibility, "private"));
  return and(
    isNull(tracks.deleted_at),
    mayModerate(viewer)
      ? undefined
      : viewer === null
        ? published
        : or(published, eq(tracks.uploader_id, viewer.user_id)),
  );
}
