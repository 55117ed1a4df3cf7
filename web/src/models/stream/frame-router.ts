import type { StreamRendition } from "@veza/contracts/ws/stream";
import type { BinaryHeader } from "@veza/contracts/ws/stream-binary";

/** What `session.ready` and `track.ready` say of a stream. */
export interface StreamWord {
  stream: number;
  item_id: string | null;
  track: { id: string } | null;
  duration_ms: number;
  position_ms: number;
  renditions: StreamRendition[];
}

/** One announced stream and the place on the timeline that it fills. */
export interface Route<P> {
  stream: number;
  renditions: ReadonlyMap<number, StreamRendition>;
  inits: Map<number, ArrayBuffer>;
  place: P;
  /** Positions of seeks that the server has not answered. */
  seeks: number[];
  isEnded: boolean;
}

/**
 * Which binary frame belongs where. Stream numbers hold for one socket; frames of streams that nobody
 * announced, that were replaced, or that were on their way when a seek was sent, are stale.
 */
export class FrameRouter<P> {
  #routes = new Map<number, Route<P>>();
  #expected: string | null = null;

  /** From now on only the stream of this item counts: what arrives before it is announced is stale. */
  expect(uid: string): void {
    this.#expected = uid;
    this.#routes.clear();
  }

  get expected(): string | null {
    return this.#expected;
  }

  /** Whether a stream that begins now is the one that was asked for, or came by the server's own decision. */
  judge(word: StreamWord): "expected" | "unasked" | "stale" {
    if (this.#expected === null) return "unasked";
    return this.#expected === word.item_id ? "expected" : "stale";
  }

  /** `now` replaces every other stream. */
  begin(word: StreamWord, when: "now" | "next", place: P): Route<P> {
    if (when === "now") {
      this.#routes.clear();
      this.#expected = null;
    }
    const route: Route<P> = {
      stream: word.stream,
      renditions: new Map(word.renditions.map((it) => [it.index, it])),
      inits: new Map(),
      place,
      seeks: [],
      isEnded: false,
    };
    this.#routes.set(word.stream, route);
    return route;
  }

  /** The route of a binary frame; null when it is stale. Init segments hold whatever is sought. */
  accept(header: BinaryHeader): Route<P> | null {
    const route = this.#routes.get(header.stream);
    if (!route?.renditions.has(header.rendition)) return null;
    return header.kind === "media" && route.seeks.length > 0 ? null : route;
  }

  at(stream: number): Route<P> | null {
    return this.#routes.get(stream) ?? null;
  }

  find(matches: (place: P) => boolean): Route<P> | null {
    return [...this.#routes.values()].find((route) => matches(route.place)) ?? null;
  }

  drop(stream: number): P | null {
    const route = this.#routes.get(stream);
    this.#routes.delete(stream);
    return route?.place ?? null;
  }

  seekSent(route: Route<P>, positionMs: number): void {
    route.seeks.push(positionMs);
    route.isEnded = false;
  }

  /**
   * `own`: an answer to a seek from here; `foreign`: another device has sought; null: of a stream that is
   * gone.
   */
  seeked(stream: number, positionMs: number): "own" | "foreign" | null {
    const route = this.#routes.get(stream);
    if (!route) return null;
    route.isEnded = false;
    if (route.seeks.length === 0) return "foreign";
    // A server may answer several seeks at once: then it names the position of the last.
    if (route.seeks.at(-1) === positionMs) route.seeks = [];
    else route.seeks.shift();
    return "own";
  }

  /** The socket is gone, and its numbers with it. */
  reset(): void {
    this.#routes.clear();
  }
}
