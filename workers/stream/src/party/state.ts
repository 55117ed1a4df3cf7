import { UserId } from "@veza/contracts/ids";
import { TrackCard } from "@veza/contracts/ws/stream";
import { z } from "zod";

/** An item of the queue, or what plays. */
export const Item = z.object({
  item_id: z.string(),
  track: TrackCard,
  duration_ms: z.int(),
  added_by: UserId,
  /** Rises with every item: of equal votes the older goes first. */
  added_n: z.int(),
});
export type Item = z.infer<typeof Item>;

/** What everybody hears, as it is stored: all else follows from it and the time. */
export const Timeline = z.object({
  item: Item.nullable(),
  playing: z.boolean(),
  /** Of the party, and not of the item: a party that ran out of music goes on with what is added next. */
  wants_play: z.boolean(),
  position_ms: z.number(),
  at_server_ms: z.number(),
  revision: z.int(),
});
export type Timeline = z.infer<typeof Timeline>;

/** The party without its queue: small, written at every change. */
export const Core = z.object({
  party_id: z.string(),
  name: z.string(),
  host: UserId,
  host_username: z.string(),
  cohosts: z.array(UserId),
  room_id: z.string().nullable(),
  created_at_ms: z.int(),
  next_n: z.int(),
  /** Sockets that one object holds. */
  relay_after: z.int(),
  timeline: Timeline,
});
export type Core = z.infer<typeof Core>;

export interface QueueEntry {
  item: Item;
  voters: ReadonlySet<string>;
}

export interface PartyState {
  core: Core;
  /** By item id, in the order of adding; `orderOf` says in which order they play. */
  queue: ReadonlyMap<string, QueueEntry>;
}
