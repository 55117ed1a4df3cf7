import { DurableObject } from "cloudflare:workers";
import { PLAY_WINDOW_MS, type PlatformEvent } from "@veza/contracts/events";
import { sendEvents } from "@veza/worker-kit/event-queue";
import { envOf } from "./env-of.ts";
import { type Fetched, fetched, type Pace } from "./hls/play-pace.ts";

/**
 * One per HLS listener: sees which segments are fetched and when, and says when that makes a play. It keeps
 * nothing on disk: what is lost with it is a play that was not one yet.
 */
export class PlayMeter extends DurableObject {
  readonly #paces = new Map<string, Pace>();

  async fetched(listener: string, segment: Omit<Fetched, "now_ms">, traceparent: string): Promise<void> {
    const now_ms = Date.now();
    const { pace, heard_ms } = fetched(this.#paces.get(segment.track_id) ?? null, { ...segment, now_ms });
    // Somebody listens to one track at a time; a few are kept for those who go back and forth.
    this.#paces.delete(segment.track_id);
    this.#paces.set(segment.track_id, pace);
    if (this.#paces.size > 8) {
      const oldest = this.#paces.keys().next().value;
      if (oldest !== undefined) this.#paces.delete(oldest);
    }
    if (heard_ms === null) return;
    pace.is_counted = true;
    const event: PlatformEvent = {
      id: `play:hls:${listener}:${segment.track_id}:${Math.floor(pace.first_ms / PLAY_WINDOW_MS)}`,
      type: "play.qualified",
      occurred_at: new Date(now_ms).toISOString(),
      traceparent,
      data: { track_id: segment.track_id, listener, heard_ms, source: "hls" },
    };
    try {
      await sendEvents(envOf(this.env).EVENTS_QUEUE)(event);
    } catch (cause) {
      // The next segment tries again, with the same id.
      pace.is_counted = false;
      throw cause;
    }
  }
}
