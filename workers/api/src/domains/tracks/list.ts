import type { QueryOf } from "@veza/contracts/endpoint";
import type { listTracks as contract } from "@veza/contracts/http/tracks";
import { openDatabase } from "../../db/client.ts";
import { decodeCursor, decodeTimeCursor, toPage } from "../../db/cursor.ts";
import type { ApiEnv } from "../../env.ts";
import type { Viewer } from "./policy.ts";
import { findTracksById, listNewest, listOwn, type TrackRow } from "./queries.ts";
import { readTracks } from "./service.ts";
import { placeOf, rankOf, rankTrending } from "./trending.ts";

interface Page {
  rows: TrackRow[];
  next_cursor: string | null;
}

/**
 * The lists of `GET /api/v1/tracks`: named tracks, one's own, trending or newest. Throws `invalid_cursor`.
 */
export async function listTracks(
  env: ApiEnv,
  query: QueryOf<typeof contract>,
  viewer: Viewer,
): Promise<Page> {
  const { cursor, limit } = query;
  const db = openDatabase(env);
  if (query.ids !== undefined)
    return { rows: await readTracks(env, query.ids.split(","), viewer), next_cursor: null };
  if (viewer !== null && query.uploader_id === viewer.user_id) {
    const rows = await listOwn(db, viewer.user_id, decodeCursor(cursor), limit + 1);
    return toPage(rows, limit, ({ track }) => ({ value: "0", id: track.id }));
  }
  if (query.sort === "trending") {
    const ranks = await rankTrending(db, query, rankOf(decodeCursor(cursor)), limit + 1);
    const page = toPage(ranks, limit, placeOf);
    const rows = await findTracksById(
      db,
      page.rows.map((rank) => rank.id),
    );
    const byId = new Map(rows.map((row) => [row.track.id, row]));
    return { rows: page.rows.flatMap(({ id }) => byId.get(id) ?? []), next_cursor: page.next_cursor };
  }
  const rows = await listNewest(db, query, decodeTimeCursor(cursor), limit + 1);
  return toPage(rows, limit, ({ track }) => ({
    value: (track.published_at ?? track.created_at).toISOString(),
    id: track.id,
  }));
}
