import type { PlatformEvent } from "@veza/contracts/events";
import type { StreamClientFrame } from "@veza/contracts/ws/stream";
import { listenerPosition } from "./flow.ts";
import type { Link } from "./link.ts";
import { playThresholdMs } from "./listen-time.ts";
import { clockOf } from "./pump.ts";
import { emptyTally, type Session } from "./state.ts";
import type { SessionStore } from "./store.ts";

/** Less is no listening: nothing of it is told. */
const LISTENED_MS = 5_000;

export interface ListeningDeps {
  now(): number;
  newEventId(): string;
  store: SessionStore;
  session(): Session;
  /** Written down already; this only says that there is something to send. */
  onEvent(): void;
  count(name: string, labels?: Record<string, string>, by?: number): void;
  observe(name: string, seconds: number): void;
}

/** What the platform learns from a session: plays that count, where somebody stopped, how it went. */
export class Listening {
  readonly #deps: ListeningDeps;

  constructor(deps: ListeningDeps) {
    this.#deps = deps;
  }

  /** Once enough of the track was really heard. */
  countPlay(link: Link): void {
    const { listened, flow, user_id } = link.state;
    if (listened === null || flow === null || listened.is_counted) return;
    if (listened.heard_ms < playThresholdMs(flow.current.duration_ms)) return;
    // The event first: after a crash between the two it is made again, with the same id.
    this.#emit(link, `play:${this.#deps.session().session_id}:${listened.track_id}:${listened.since_ms}`, {
      type: "play.qualified",
      data: {
        track_id: listened.track_id,
        listener: user_id,
        heard_ms: Math.round(listened.heard_ms),
        source: "socket",
      },
    });
    link.set({ listened: { ...listened, is_counted: true } });
  }

  /** Where somebody stopped, for going on later. Parties leave no trace of that kind. */
  leaveTrack(link: Link | null, at_ms?: number): void {
    const flow = link?.state.flow;
    if (link === null || flow === null || flow === undefined || link.state.party_id !== null) return;
    // A track that was only passed on the way to another one was not listened to.
    if ((link.state.listened?.heard_ms ?? 0) < LISTENED_MS) return;
    const position = at_ms ?? listenerPosition(flow, clockOf(link, this.#deps.session(), this.#deps.now()));
    this.#emit(link, this.#deps.newEventId(), {
      type: "listening.stopped",
      data: {
        user_id: link.state.user_id,
        track_id: flow.current.track_id,
        position_ms: Math.round(Math.min(position, flow.current.duration_ms)),
        duration_ms: Math.round(flow.current.duration_ms),
      },
    });
  }

  onSent(link: Link, rendition: string, seconds: number, isSwitch: boolean): void {
    const { tally } = link.state;
    const before = tally.sent_seconds[rendition] ?? 0;
    link.set({
      tally: {
        ...tally,
        sent_seconds: { ...tally.sent_seconds, [rendition]: before + seconds },
        switches: tally.switches + (isSwitch ? 1 : 0),
      },
    });
    this.#deps.count("veza_stream_seconds_sent_total", { rendition }, seconds);
    if (isSwitch) this.#deps.count("veza_stream_switches_total");
  }

  onStats(link: Link, frame: Extract<StreamClientFrame, { t: "stats" }>): void {
    const { tally } = link.state;
    const starts_ms =
      frame.start_ms === undefined ? tally.starts_ms : [...tally.starts_ms, frame.start_ms].slice(-50);
    link.set({
      tally: {
        ...tally,
        starts_ms,
        stalls: tally.stalls + frame.stalls,
        stall_ms: tally.stall_ms + frame.stall_ms,
      },
    });
    if (frame.start_ms !== undefined) this.#deps.observe("veza_stream_start_seconds", frame.start_ms / 1000);
    this.#deps.count("veza_stream_stalls_total", {}, frame.stalls);
    this.#deps.count("veza_stream_stall_seconds_total", {}, frame.stall_ms / 1000);
  }

  /** How the socket went, at its end. */
  summarise(link: Link): void {
    const { tally } = link.state;
    if (Object.keys(tally.sent_seconds).length === 0) return;
    this.#emit(link, this.#deps.newEventId(), {
      type: "stream.summarised",
      data: {
        ...tally,
        stall_ms: Math.round(tally.stall_ms),
        ended_at: new Date(this.#deps.now()).toISOString(),
      },
    });
    link.set({ tally: emptyTally() });
  }

  #emit(link: Link, id: string, event: EventBody): void {
    const occurred_at = new Date(this.#deps.now()).toISOString();
    this.#deps.store.queueEvent({ id, occurred_at, traceparent: link.state.traceparent, ...event });
    this.#deps.onEvent();
  }
}

type Without<T> = T extends PlatformEvent ? Pick<T, "type" | "data"> : never;
type EventBody = Without<
  Extract<PlatformEvent, { type: "play.qualified" | "listening.stopped" | "stream.summarised" }>
>;
