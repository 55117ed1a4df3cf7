import type { PARTY_REACTIONS, PartyItem } from "@veza/contracts/ws/party";
import type { TrackCard } from "@veza/contracts/ws/stream";
import { withoutGrant } from "@veza/worker-kit/grant";
import type { QueueEntry } from "./state.ts";

export type ReactionCounts = Partial<Record<(typeof PARTY_REACTIONS)[number], number>>;

/**
 * A card was made for who added the track, with what they may fetch; all others are told what is open to
 * everybody.
 */
export function cardForAll<T extends TrackCard | null>(card: T): T {
  return card === null ? card : { ...card, artwork_url: withoutGrant(card.artwork_url) };
}

/** An entry of the queue as it is told: to one member with their own vote, to all without. */
export function itemFrame({ item, voters }: QueueEntry, userId: string | undefined): PartyItem {
  const { item_id, track, duration_ms, added_by } = item;
  const votes = voters.size;
  return {
    item_id,
    track: cardForAll(track),
    duration_ms,
    added_by,
    votes,
    ...(userId === undefined ? {} : { voted: voters.has(userId) }),
  };
}

/** Adds counts to counts, in place. */
export function addCounts(sum: ReactionCounts, counts: ReactionCounts): void {
  for (const [emoji, count] of Object.entries(counts) as [keyof ReactionCounts, number][])
    sum[emoji] = (sum[emoji] ?? 0) + count;
}
