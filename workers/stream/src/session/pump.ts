import type { Entitlement } from "@veza/contracts/rpc";
import { AHEAD_MS } from "@veza/contracts/ws/stream";
import { encodeBinaryFrame } from "@veza/contracts/ws/stream-binary";
import { chooseRendition } from "@veza/core/abr";
import { bufferedMs, type Clock, type Sending, sendingOf, sent, whoseTurn } from "./flow.ts";
import type { Link } from "./link.ts";
import type { MediaIndex } from "./media-index.ts";
import type { Flow, Session, StreamFlow } from "./state.ts";

export interface PumpDeps {
  now(): number;
  session(): Session;
  /** Null: the listener may not hear it (any more). Remembered until the answer expires. */
  entitle(link: Link, track_id: string): Promise<Entitlement | null>;
  /** Null: the files are not there. */
  index(track_id: string, folder: string): Promise<MediaIndex | null>;
  read(key: string): Promise<ArrayBuffer | null>;
  /** The item of a stream cannot be played any more. */
  onGone(link: Link, stream: StreamFlow): void;
  onSent(link: Link, rendition: string, seconds: number, isSwitch: boolean): void;
  /** The current track has been sent to its end or is safe: what follows may be prepared. */
  onSafe(link: Link): void;
  onError(cause: unknown): void;
}

const isActive = (link: Link, session: Session) =>
  link.state.device_id === session.active_device_id && link.state.flow !== null;

export const clockOf = (link: Link, session: Session, now_ms: number): Clock => ({
  now_ms,
  playing: session.playing,
  report: link.state.report,
});

/**
 * Sends what the credit allows, one segment after the other. Called again while it runs, it looks again at
 * its end.
 */
export async function pump(link: Link, deps: PumpDeps): Promise<void> {
  if (link.isPumping) {
    link.pumpAgain = true;
    return;
  }
  link.isPumping = true;
  try {
    do {
      link.pumpAgain = false;
      while (await step(link, deps));
    } while (link.pumpAgain);
  } catch (cause) {
    deps.onError(cause);
    // The store is away: the next report or the alarm tries again.
    link.due_ms = deps.now() + 2_000;
  } finally {
    link.isPumping = false;
  }
}

/** One segment. False when nothing is to be sent now. */
async function step(link: Link, deps: PumpDeps): Promise<boolean> {
  const { flow } = link.state;
  const session = deps.session();
  link.due_ms = null;
  if (flow === null || !isActive(link, session)) return false;
  const clock = clockOf(link, session, deps.now());
  const turn = whoseTurn(flow, clock);
  if (flow.next === null) deps.onSafe(link);
  if ("wait_ms" in turn) {
    link.due_ms = turn.wait_ms === null ? null : clock.now_ms + turn.wait_ms;
    return false;
  }
  const stream = flow[turn.stream];
  if (stream === null) return false;
  const { epoch } = link;
  const entitlement = await deps.entitle(link, stream.track_id);
  const index = entitlement === null ? null : await deps.index(stream.track_id, stream.folder);
  if (link.epoch !== epoch) return true;
  if (index === null) {
    deps.onGone(link, stream);
    return turn.stream === "next";
  }
  const choice = choose(link, flow, stream, index, clock);
  if (choice.index === -1) {
    deps.onGone(link, stream);
    return turn.stream === "next";
  }
  const sending = sendingOf(stream, index, choice.index);
  if (sending === null) {
    finish(link, turn.stream, { ...stream, is_done: true });
    return true;
  }
  const [init, body] = await Promise.all([
    sending.needs_init ? deps.read(index.prefix + sending.rendition.init) : null,
    deps.read(`${index.prefix}${folderOf(sending.rendition.playlist)}${sending.segment.uri}`),
  ]);
  const now = link.state.flow?.[turn.stream];
  if (link.epoch !== epoch || now?.n !== stream.n || !isActive(link, deps.session())) return true;
  if (body === null || (sending.needs_init && init === null)) {
    deps.onGone(link, stream);
    return turn.stream === "next";
  }
  const isSwitch = stream.rendition !== null && sending.needs_init;
  if (isSwitch)
    link.tell({
      t: "rendition.switch",
      stream: stream.n,
      index: sending.rendition.index,
      reason: choice.reason ?? "throughput",
    });
  link.set({ abr: choice.state });
  send(link, stream, sending, init, body);
  deps.onSent(link, sending.rendition.name, sending.segment.duration_ms / 1000, isSwitch);
  finish(link, turn.stream, sent(now, sending));
  return true;
}

function choose(link: Link, flow: Flow, stream: StreamFlow, index: MediaIndex, clock: Clock) {
  const { quality, may_lossless, abr } = link.state;
  return chooseRendition(abr, {
    renditions: index.renditions,
    wanted: quality,
    may_lossless,
    // Without a measurement an empty buffer says nothing of the network: the device has only just begun.
    buffered_ms: abr.fast_weight === 0 ? AHEAD_MS : bufferedMs(flow, clock),
    segment_ms: stream.sent_to_ms === stream.from_ms ? 2_000 : 6_000,
    now_ms: clock.now_ms,
  });
}

function send(
  link: Link,
  stream: StreamFlow,
  { rendition, segment, is_last }: Sending,
  init: ArrayBuffer | null,
  body: ArrayBuffer,
): void {
  const header = { rendition: rendition.index, stream: stream.n };
  if (init !== null) {
    const about = { kind: "init" as const, is_last: false, segment: 0, start_ms: 0, duration_ms: 0 };
    link.sendBytes(encodeBinaryFrame({ ...header, ...about }, init));
  }
  link.tell({ t: "sending", bytes: body.byteLength });
  link.sendBytes(
    encodeBinaryFrame(
      {
        ...header,
        kind: "media",
        is_last,
        segment: segment.number,
        start_ms: segment.start_ms,
        duration_ms: segment.duration_ms,
      },
      body,
    ),
  );
}

function finish(link: Link, which: "current" | "next", stream: StreamFlow): void {
  const { flow } = link.state;
  if (flow === null) return;
  link.set({ flow: { ...flow, [which]: stream } });
  if (stream.is_done) link.tell({ t: "stream.end", stream: stream.n });
}

/** Segments lie beside their playlist. */
const folderOf = (playlist: string) => playlist.slice(0, playlist.lastIndexOf("/") + 1);

/** The range of the current track that was sent, on the track's clock. */
export const sentRange = (stream: StreamFlow) => ({ from_ms: stream.from_ms, to_ms: stream.sent_to_ms });
