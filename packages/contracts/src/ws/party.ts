import { z } from "zod";
import { PartyId, TrackId, UserId } from "../ids.ts";
import { code, told } from "../text.ts";
import { TrackCard } from "./stream.ts";

/**
 * `/stream/party?party_id`: a listening party. This socket carries the clock, the timeline, the shared queue
 * and the people; each member's audio comes by `/stream?party_id` (or HLS), so a slow member never holds up
 * the room. Pings are the heartbeat as well: a socket that says nothing for two and a half minutes is closed
 * with `heartbeat_missed`.
 */
export const PARTY_PROTOCOL = "veza.party.v1";
export const PARTY_MAX_FRAME_BYTES = 4096;
export const MAX_PARTY_QUEUE = 200;
/** Reactions that may be sent, as short as a glance. */
export const PARTY_REACTIONS = ["❤️", "🔥", "👏", "😂", "😮", "🎉"] as const;

export const PartyRole = z.enum(["host", "cohost", "listener"]);
export type PartyRole = z.infer<typeof PartyRole>;

export const PartyMember = z.object({ user_id: UserId, username: told, role: PartyRole });
export type PartyMember = z.infer<typeof PartyMember>;

const ItemId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);

export const PartyItem = z.object({
  item_id: ItemId,
  track: TrackCard,
  duration_ms: z.int(),
  added_by: UserId,
  votes: z.int(),
  /** Whether the member who gets this frame has voted for it. */
  voted: z.boolean().optional(),
});
export type PartyItem = z.infer<typeof PartyItem>;

/**
 * A start, a seek and a skip are announced this far ahead: `at_server_ms` is in the future by then, for all
 * the same instant.
 */
export const PARTY_START_LEAD_MS = 1500;

/**
 * What everybody hears: position = position_ms + (server time − at_server_ms) × rate while playing. While
 * `at_server_ms` is in the future, what was heard before goes on until then. `started_at_server_ms` is the
 * server time at which position 0 was (or would have been) heard; null while paused. The next item of the
 * queue is announced this way before the current one ends, and begins at the very moment of that end.
 */
export const PartyTimeline = z.object({
  item_id: ItemId.nullable(),
  track_id: TrackId.nullable(),
  duration_ms: z.int(),
  playing: z.boolean(),
  position_ms: z.int(),
  at_server_ms: z.int(),
  started_at_server_ms: z.int().nullable(),
  rate: z.number(),
  revision: z.int(),
});
export type PartyTimeline = z.infer<typeof PartyTimeline>;

export const PartyServerFrame = z.discriminatedUnion("t", [
  z.object({
    t: z.literal("welcome"),
    party: z.object({
      id: PartyId,
      name: told,
      host: UserId,
      host_username: told.optional(),
      /** The party's own chat room, once chat has made it. */
      room_id: told.nullable(),
    }),
    you: PartyMember,
    timeline: PartyTimeline,
    queue: z.array(PartyItem),
    /** At most MEMBERS_SHOWN of them; `member_count` counts all. */
    members: z.array(PartyMember),
    member_count: z.int(),
    server_time_ms: z.int(),
  }),
  PartyTimeline.extend({ t: z.literal("timeline") }),
  /**
   * In the order in which it will play. Without `voted` (one text for all): a member keeps its own votes from
   * `welcome` on.
   */
  z.object({ t: z.literal("queue"), queue: z.array(PartyItem) }),
  /** `joined` also lists members whose role has changed: whoever is known already is replaced. */
  z.object({
    t: z.literal("members"),
    joined: z.array(PartyMember),
    left: z.array(UserId),
    member_count: z.int(),
  }),
  /**
   * Who is the host from now on. `before`: who was it, and goes on as a co-host. `cause`: the old host has
   * given it away, or has left and not come back. Without both it says how things stand, to members who may
   * have missed it.
   */
  z.object({
    t: z.literal("host"),
    user_id: UserId,
    username: told,
    before: UserId.optional(),
    cause: z.enum(["given", "left"]).optional(),
  }),
  z.object({ t: z.literal("reactions"), counts: z.record(told, z.int()) }),
  z.object({ t: z.literal("pong"), client_time_ms: z.number(), server_time_ms: z.int() }),
  z.object({ t: z.literal("ack"), re: told }),
  z.object({ t: z.literal("error"), re: told.optional(), code: told, message: told }),
  z.object({ t: z.literal("ended") }),
]);
export type PartyServerFrame = z.infer<typeof PartyServerFrame>;

/** Members that a frame lists; a larger party shows the count. */
export const MEMBERS_SHOWN = 100;

const id = code(64).min(1).optional();

export const PartyClientFrame = z.discriminatedUnion("t", [
  z.object({ t: z.literal("ping"), id, client_time_ms: z.number() }),
  /** Host and co-hosts. */
  z.object({ t: z.literal("play"), id }),
  z.object({ t: z.literal("pause"), id }),
  z.object({ t: z.literal("seek"), id, position_ms: z.int().min(0).max(86_400_000) }),
  /** `from`: the item that the sender sees playing, so that two presses skip once. */
  z.object({ t: z.literal("skip"), id, from: ItemId.optional() }),
  z.object({ t: z.literal("queue.add"), id, item_id: ItemId, track_id: TrackId }),
  z.object({ t: z.literal("queue.vote"), id, item_id: ItemId, vote: z.boolean() }),
  /** Who added it, host and co-hosts. */
  z.object({ t: z.literal("queue.remove"), id, item_id: ItemId }),
  z.object({
    t: z.literal("role"),
    id,
    user_id: UserId,
    role: z.enum(["cohost", "listener", "host"]),
  }),
  z.object({ t: z.literal("reaction"), id, emoji: z.enum(PARTY_REACTIONS) }),
  /** Host only. */
  z.object({ t: z.literal("end"), id }),
]);
export type PartyClientFrame = z.infer<typeof PartyClientFrame>;
