import { Repeat, SessionQueue } from "@veza/contracts/ws/stream";
import type { AbrState } from "@veza/core/abr";
import { EMPTY_PLAY_QUEUE } from "@veza/core/play-queue";
import { z } from "zod";

/** What a session remembers for 30 days: it lives in SQLite and is written before anything is told. */
export const Session = z.object({
  session_id: z.string(),
  queue: SessionQueue.extend({ repeat: Repeat }),
  playing: z.boolean(),
  /** Where the sound was at `at_ms`; it moves on by itself while playing. */
  position_ms: z.number(),
  at_ms: z.number(),
  /** Of what plays; 0 before it is known. */
  duration_ms: z.number(),
  revision: z.int(),
  active_device_id: z.string().nullable(),
});
export type Session = z.infer<typeof Session>;

export const newSession = (session_id: string, now_ms: number): Session => ({
  session_id,
  queue: EMPTY_PLAY_QUEUE,
  playing: false,
  position_ms: 0,
  at_ms: now_ms,
  duration_ms: 0,
  revision: 0,
  active_device_id: null,
});

/** One track on its way over one socket. */
export const StreamFlow = z.object({
  /** The number that its binary frames carry. */
  n: z.int(),
  item_id: z.string(),
  track_id: z.string(),
  folder: z.string(),
  duration_ms: z.number(),
  /** Of the init segment that was sent last; null before the first. */
  rendition: z.int().nullable(),
  /** On the track's clock: what has been sent reaches from here to there. */
  from_ms: z.number(),
  sent_to_ms: z.number(),
  /** Where sending was last asked to begin, by a start or a seek. */
  asked_ms: z.number(),
  is_done: z.boolean(),
});
export type StreamFlow = z.infer<typeof StreamFlow>;

/** What goes to the active device, and what bounds it. */
export const Flow = z.object({
  next_stream: z.int(),
  current: StreamFlow,
  next: StreamFlow.nullable(),
  /** Playback (re)started here: nothing plays faster than time passes, whatever is reported. */
  anchor: z.object({ position_ms: z.number(), at_ms: z.number() }),
});
export type Flow = z.infer<typeof Flow>;

export const Report = z.object({ position_ms: z.number(), buffered_ms: z.number(), at_ms: z.number() });
export type Report = z.infer<typeof Report>;

/** What was really heard of one track, for counting plays. */
export const ListenTime = z.object({
  track_id: z.string(),
  /** When this listening began; makes the id of its event. */
  since_ms: z.number(),
  heard_ms: z.number(),
  is_counted: z.boolean(),
  last: z.object({ position_ms: z.number(), at_ms: z.number() }).nullable(),
});
export type ListenTime = z.infer<typeof ListenTime>;

export const Tally = z.object({
  sent_seconds: z.record(z.string(), z.number()),
  switches: z.int(),
  stalls: z.int(),
  stall_ms: z.number(),
  starts_ms: z.array(z.number()),
});
export type Tally = z.infer<typeof Tally>;

/** The memory of the choice of quality (packages/core/src/abr.ts): plain numbers that only it reads. */
const Abr = z.custom<AbrState>((value) => typeof value === "object" && value !== null);

/** One device: what its socket carries through hibernation. */
export const DeviceState = z.object({
  device_id: z.string(),
  name: z.string(),
  user_id: z.string(),
  party_id: z.string().nullable(),
  volume: z.number(),
  quality: z.union([z.int(), z.literal("auto")]),
  may_lossless: z.boolean(),
  seen_ms: z.number(),
  traceparent: z.string(),
  abr: Abr,
  flow: Flow.nullable(),
  report: Report.nullable(),
  listened: ListenTime.nullable(),
  tally: Tally,
});
export type DeviceState = z.infer<typeof DeviceState>;

export const emptyTally = (): Tally => ({
  sent_seconds: {},
  switches: 0,
  stalls: 0,
  stall_ms: 0,
  starts_ms: [],
});

/** Where the session's sound is now, by its own clock. */
export function positionAt(session: Session, now_ms: number): number {
  const moved = session.playing ? Math.max(0, now_ms - session.at_ms) : 0;
  const position = session.position_ms + moved;
  return session.duration_ms > 0 ? Math.min(position, session.duration_ms) : position;
}

export const currentItem = (session: Session) => session.queue.items[session.queue.index] ?? null;
