import type { ChatLink } from "@veza/contracts/rpc";
import type { ChatCard } from "@veza/contracts/ws/chat-room";
import type { ApiEnv } from "../../env.ts";
import { readTracks } from "../tracks/service.ts";
import { toTrack } from "../tracks/view.ts";

/**
 * Cards for links in messages. A card is shown to everybody in a room, so it holds what somebody without an
 * account may see, and nothing of a track that is not published. Playlists and packs have no pages yet, so
 * they have no cards.
 */
export async function cardsOf(env: ApiEnv, links: ChatLink[], now: Date): Promise<(ChatCard | null)[]> {
  const ids = links.filter(({ kind }) => kind === "track").map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await readTracks(env, ids, null);
  const cards = new Map<string, ChatCard>();
  for (const row of rows) {
    const track = await toTrack(row, null, env.GRANT_SECRET, now);
    if (track.status !== "completed" || track.visibility !== "public") continue;
    const { id, title, artist, artwork_url, duration_ms } = track;
    cards.set(id, { kind: "track", id, title, subtitle: artist, image_url: artwork_url, duration_ms });
  }
  return links.map(({ kind, id }) => (kind === "track" ? (cards.get(id) ?? null) : null));
}
