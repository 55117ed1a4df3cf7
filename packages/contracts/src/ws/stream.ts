import { z } from "zod";
import { idSchema, PartyId, TrackId } from "../ids.ts";
import { code, name, told } from "../text.ts";

/**
 * `/stream?track_id&position`: one playback session of one user, joined by all of the user's devices. One
 * device is active (it gets the audio), the others are remotes. Every text frame is JSON with its type in
 * `t`; audio comes as binary frames (see stream-binary.ts).
 */
export const STREAM_PROTOCOL = "veza.stream.v1";
/** Longest client text frame in bytes: a queue of MAX_QUEUE_ITEMS fits. */
export const STREAM_MAX_FRAME_BYTES = 64 * 1024;
export const MAX_QUEUE_ITEMS = 500;
/** Both sides send one this often; after two that did not come, the socket is given up. */
export const HEARTBEAT_MS = 30_000;
/** The server keeps the active device this far ahead of what is heard, and never further than the second. */
export const AHEAD_MS = 30_000;
export const MAX_AHEAD_MS = 60_000;

/** What `/stream` takes in its query. */
export const StreamQuery = z.object({
  /** Play this track on this device now. Without it the device joins as a remote. */
  track_id: TrackId.optional(),
  /** Seconds from the start of the track. On a resume: where the device's own buffer ends. */
  position: z.coerce.number().min(0).max(86_400).default(0),
  /** Chosen by the client and kept by it; a new one is made up for a client that names none. */
  device_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/)
    .optional(),
  device_name: name(60).optional(),
  /** `1`: a socket broke. The device goes on only if the sound has not moved to another one meanwhile. */
  resume: z.enum(["0", "1"]).default("0"),
  /** With `1` nothing is sent beyond the first segment until `play`. */
  paused: z.enum(["0", "1"]).default("0"),
  /**
   * What to listen to comes from this listening party: a session of its own, the user's queue stays as it is.
   */
  party_id: PartyId.optional(),
});
export type StreamQuery = z.infer<typeof StreamQuery>;

/** What a player shows of a track. */
export const TrackCard = z.object({
  id: TrackId,
  title: told,
  artist: told,
  artwork_url: told.nullable(),
});
export type TrackCard = z.infer<typeof TrackCard>;

export const StreamRendition = z.object({
  index: z.int().min(0).max(255),
  name: told,
  codec: told,
  mime: told,
  bandwidth: z.int(),
  lossless: z.boolean(),
  sample_rate: z.int(),
  /** For gapless playback: samples that the encoder put before the music, and how many of music follow. */
  priming_samples: z.int(),
  valid_samples: z.int(),
});
export type StreamRendition = z.infer<typeof StreamRendition>;

const ItemId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);
const StreamNumber = z.int().min(0).max(127);
const Milliseconds = z.int().min(0).max(86_400_000);
export const Repeat = z.enum(["off", "all", "one"]);
export type Repeat = z.infer<typeof Repeat>;

/** `rank` is the order that turning shuffle off goes back to. The array is in the order in which it plays. */
export const QueueItem = z.object({ item_id: ItemId, track_id: TrackId, rank: z.number() });
export type QueueItem = z.infer<typeof QueueItem>;
/** An item as clients name it: they choose the id, so a repeated frame adds nothing twice. */
export const NewQueueItem = z.object({ item_id: ItemId, track_id: TrackId });
export type NewQueueItem = z.infer<typeof NewQueueItem>;

export const SessionQueue = z.object({
  items: z.array(QueueItem).max(MAX_QUEUE_ITEMS),
  /** Of what plays; -1 when the queue is empty. */
  index: z.int().min(-1),
  /** The seed of the order in force; null in the order of ranks. */
  shuffle_seed: z.int().nullable(),
  repeat: Repeat,
});
export type SessionQueue = z.infer<typeof SessionQueue>;

/** What plays where: position = position_ms + (now − at_server_ms) × rate while playing. */
export const PlaybackState = z.object({
  track_id: TrackId.nullable(),
  item_id: ItemId.nullable(),
  playing: z.boolean(),
  position_ms: z.int(),
  at_server_ms: z.int(),
  rate: z.number(),
  /** Rises with every change of the session. */
  revision: z.int(),
  active_device_id: told.nullable(),
});
export type PlaybackState = z.infer<typeof PlaybackState>;

export const Device = z.object({
  device_id: told,
  name: told,
  is_active: z.boolean(),
  /** 0 to 1. */
  volume: z.number(),
});
export type Device = z.infer<typeof Device>;

export const SWITCH_REASONS = ["throughput", "buffer", "chosen", "unavailable"] as const;

export const StreamServerFrame = z.discriminatedUnion("t", [
  /** The first frame of a socket. A remote gets what the session plays, and no audio. */
  z.object({
    t: z.literal("session.ready"),
    session_id: idSchema("playback"),
    device_id: told,
    is_active: z.boolean(),
    /** Of the binary frames that follow (in their flags); see `track.ready`. */
    stream: StreamNumber,
    item_id: ItemId.nullable(),
    track: TrackCard.nullable(),
    duration_ms: z.int(),
    position_ms: z.int(),
    renditions: z.array(StreamRendition),
    state: PlaybackState,
    queue: SessionQueue,
    devices: z.array(Device),
    server_time_ms: z.int(),
  }),
  /**
   * Another track's audio begins on this socket under another stream number. `now`: it replaces what plays.
   * `next`: it follows; its beginning is sent ahead, the rest when the current track has been sent.
   */
  z.object({
    t: z.literal("track.ready"),
    stream: StreamNumber,
    when: z.enum(["now", "next"]),
    item_id: ItemId,
    track: TrackCard,
    duration_ms: z.int(),
    position_ms: z.int(),
    renditions: z.array(StreamRendition),
  }),
  /** The stream that was announced as `next` is not what follows any more. */
  z.object({ t: z.literal("track.dropped"), stream: StreamNumber }),
  /** The frames after a seek begin: everything older of this stream that is still on its way is stale. */
  z.object({ t: z.literal("seeked"), stream: StreamNumber, position_ms: z.int() }),
  z.object({
    t: z.literal("rendition.switch"),
    stream: StreamNumber,
    index: z.int(),
    reason: z.enum(SWITCH_REASONS),
  }),
  /** Just before a binary frame: from here to its arrival is the time that its bytes took. */
  z.object({ t: z.literal("sending"), bytes: z.int() }),
  /** The last segment of a stream has been sent. */
  z.object({ t: z.literal("stream.end"), stream: StreamNumber }),
  z.object({ t: z.literal("heartbeat"), server_time_ms: z.int() }),
  PlaybackState.extend({ t: z.literal("state") }),
  SessionQueue.extend({ t: z.literal("queue"), revision: z.int() }),
  z.object({ t: z.literal("devices"), devices: z.array(Device) }),
  z.object({ t: z.literal("pong"), client_time_ms: z.number(), server_time_ms: z.int() }),
  z.object({ t: z.literal("ack"), re: told }),
  z.object({
    t: z.literal("error"),
    re: told.optional(),
    code: told,
    message: told,
    /** The item of the queue that cannot be played. */
    item_id: ItemId.optional(),
  }),
]);
export type StreamServerFrame = z.infer<typeof StreamServerFrame>;

const id = code(64).min(1).optional();

export const StreamClientFrame = z.discriminatedUnion("t", [
  /** Sent about once a second by the active device, and at once when the buffer runs low. */
  z.object({
    t: z.literal("buffer"),
    id,
    buffered_ms: z.number().min(0).max(1e12),
    throughput_kbps: z.number().min(0).max(1e12),
    /** What is heard, in which stream. */
    position_ms: z.number().min(0).max(1e12).optional(),
    stream: StreamNumber.optional(),
    /** The sound has come to its own end, and nothing follows. */
    is_ended: z.boolean().optional(),
  }),
  z.object({ t: z.literal("play"), id }),
  z.object({ t: z.literal("pause"), id }),
  z.object({ t: z.literal("seek"), id, position_ms: Milliseconds }),
  z.object({ t: z.literal("quality"), id, index: z.union([z.int().min(0).max(255), z.literal("auto")]) }),
  /**
   * `now` (the default) plays the track at once; `next` prepares it to follow. Both put it into the queue if
   * it is not there.
   */
  z.object({
    t: z.literal("load"),
    id,
    track_id: TrackId,
    position_ms: Milliseconds.default(0),
    when: z.enum(["now", "next"]).default("now"),
    item_id: ItemId.optional(),
  }),
  /** What is heard has passed into the stream that was announced as `next`. */
  z.object({ t: z.literal("advance"), id, stream: StreamNumber }),
  z.object({ t: z.literal("skip"), id, to: z.enum(["next", "previous"]) }),
  z.object({ t: z.literal("jump"), id, item_id: ItemId, position_ms: Milliseconds.default(0) }),
  /** "Play here": the sound moves to the device that sends this. */
  z.object({ t: z.literal("activate"), id }),
  z.object({
    t: z.literal("queue.set"),
    id,
    items: z.array(NewQueueItem).max(MAX_QUEUE_ITEMS),
    index: z.int().min(0).default(0),
    position_ms: Milliseconds.default(0),
    play: z.boolean().default(true),
  }),
  /** `after`: an item, `current`, or `end`. */
  z.object({
    t: z.literal("queue.add"),
    id,
    items: z.array(NewQueueItem).min(1).max(MAX_QUEUE_ITEMS),
    after: ItemId.default("end"),
  }),
  /** `after: null` moves to the front. */
  z.object({ t: z.literal("queue.move"), id, item_id: ItemId, after: ItemId.nullable() }),
  z.object({ t: z.literal("queue.remove"), id, item_ids: z.array(ItemId).min(1).max(MAX_QUEUE_ITEMS) }),
  z.object({ t: z.literal("queue.shuffle"), id, seed: z.int().min(0).max(0xffffffff).nullable() }),
  z.object({ t: z.literal("queue.repeat"), id, repeat: Repeat }),
  z.object({ t: z.literal("volume"), id, device_id: code(40), volume: z.number().min(0).max(1) }),
  /**
   * How it went since the last report, for the operator's figures. `start_ms`: from the click to the sound.
   */
  z.object({
    t: z.literal("stats"),
    id,
    start_ms: z.number().min(0).max(600_000).optional(),
    stalls: z.int().min(0).max(1000).default(0),
    stall_ms: z.number().min(0).max(3_600_000).default(0),
  }),
  z.object({ t: z.literal("ping"), id, client_time_ms: z.number() }),
  z.object({ t: z.literal("heartbeat"), id }),
]);
export type StreamClientFrame = z.infer<typeof StreamClientFrame>;
