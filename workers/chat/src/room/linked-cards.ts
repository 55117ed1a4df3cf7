import { idSchema } from "@veza/contracts/ids";
import type { ChatLink } from "@veza/contracts/rpc";
import { linksIn } from "@veza/core/chat-text";

const TrackId = idSchema("track");
const MAX_CARDS = 5;

/** Links of a text to tracks of Veza itself, each once. */
export function linkedCards(text: string, ownHost: string | null): ChatLink[] {
  const links = new Map<string, ChatLink>();
  for (const link of linksIn(text)) {
    const { host, pathname } = new URL(link);
    const id = /^\/tracks\/([^/]+)\/?$/.exec(pathname)?.[1];
    if (host === ownHost && id !== undefined && TrackId.safeParse(id).success)
      links.set(id, { kind: "track", id });
  }
  return [...links.values()].slice(0, MAX_CARDS);
}
