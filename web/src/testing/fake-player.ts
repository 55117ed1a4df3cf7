import type { Track } from "@veza/contracts/http/tracks";
import { vi } from "vitest";
import type { MediaTimeline } from "../models/player/media-timeline.ts";
import type { PlayerNotice } from "../models/player/notices.ts";
import { createPlayer } from "../models/player/player.ts";
import type { HttpParts, PlayerElement, SessionConnector, SocketFed } from "../models/player/player-deps.ts";
import type { QueueItem } from "../models/player/queue.ts";
import type { PlaybackSource, SourceEvents } from "../models/player/source.ts";
import { createPlayerStore } from "../models/player/store.ts";
import { FakeClock } from "./fake-stream.ts";
import { sampleTrack } from "./sample-track.ts";

/** An audio element without sound: it plays and pauses, and says so. */
export class FakeElement extends EventTarget implements PlayerElement {
  paused = true;
  ended = false;
  seeking = false;
  readyState = 4;
  volume = 1;
  muted = false;
  /** The browser wants a click before it plays. */
  isRefusing = false;
  load = vi.fn();
  removeAttribute = vi.fn();

  async play(): Promise<void> {
    if (this.isRefusing) throw new DOMException("A gesture is needed.", "NotAllowedError");
    this.paused = false;
    this.ended = false;
    this.dispatchEvent(new Event("playing"));
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }
}

/** What stands for an appended timeline that one source hands to the next. */
const handedOver = () => ({ isOpen: true }) as MediaTimeline;

/** A source that plays whatever it is told, at the place that the test puts it. */
export class FakeSource implements PlaybackSource {
  readonly kind: string;
  readonly events: SourceEvents;
  at: { uid: string | null; seconds: number; bufferedTo: number } = { uid: null, seconds: 0, bufferedTo: 0 };
  following: string | null = null;
  /** Seconds until the following item is heard. */
  left: number | null = null;
  /** Whether the beginning of what follows is here. */
  hasNext = false;
  isDisposed = false;
  readonly adopt = vi.fn((_timeline: MediaTimeline) => {});
  readonly setQuality = vi.fn();

  constructor(kind: string, events: SourceEvents) {
    this.kind = kind;
    this.events = events;
  }

  load = vi.fn(async (item: QueueItem, seconds: number) => {
    this.at = { uid: item.uid, seconds, bufferedTo: seconds };
  });

  follow(item: QueueItem | null): void {
    this.following = item?.uid ?? null;
  }

  seek(seconds: number): void {
    this.at = { ...this.at, seconds };
  }

  skipTo(uid: string): boolean {
    if (!this.hasNext || uid !== this.following) return false;
    this.join();
    return true;
  }

  /** What follows begins, without a gap. */
  join(): void {
    const uid = this.following;
    if (uid === null) throw new Error("Nothing follows.");
    this.at = { uid, seconds: 0, bufferedTo: 0 };
    this.events.onItem(uid);
  }

  position() {
    return this.at;
  }

  untilNext(): number | null {
    return this.left;
  }

  release(): MediaTimeline | null {
    return handedOver();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

/** The same, fed by the session's socket. */
export class FakeSocketSource extends FakeSource implements SocketFed {
  /** Seconds that are here ahead of what is heard. */
  ready = 10;
  isHungry = false;
  ahead = () => this.ready;
  heardStream = () => 0;
  bufferEnd = () => (this.at.uid === null ? null : { uid: this.at.uid, positionMs: this.at.seconds * 1000 });
  judge = (): "here" | "unasked" | "stale" => "here";
  rejoin = vi.fn();
  begin = vi.fn();
  prepare = vi.fn();
  media = vi.fn();
  seeked = vi.fn();
  lose = vi.fn();
  drop = vi.fn();
  end = vi.fn();
  onEntry = vi.fn();
  onEnded = vi.fn();
  onRendition = vi.fn();
  onWaiting = vi.fn();
}

interface Options {
  session?: SessionConnector | null;
  clock?: FakeClock;
  /** Tracks that cannot be appended here. */
  isAppendable?: (track: Track) => boolean;
  isNative?: boolean;
}

/** A player whose element, sources, clock and network are the test's. */
export function fakePlayer({
  session = null,
  clock = new FakeClock(),
  isAppendable = () => true,
  isNative = false,
}: Options = {}) {
  const audio = new FakeElement();
  const store = createPlayerStore();
  const made: FakeSource[] = [];
  const looks: { every: number; work: () => void }[] = [];
  const gain = { enable: vi.fn(), resume: vi.fn(), set: vi.fn() };
  const notices: PlayerNotice[] = [];
  const fetchTracks = vi.fn(async (_ids: readonly string[]): Promise<readonly Track[]> => []);
  const keep = <T extends FakeSource>(source: T): T => {
    made.push(source);
    return source;
  };
  const player = createPlayer({
    audio,
    store,
    gain,
    session,
    fetchTracks,
    clock: {
      now: () => clock.now,
      after: clock.after,
      every: (every, work) => void looks.push({ every, work }),
    },
    sources: {
      canAppend: isAppendable,
      prefersNative: () => isNative,
      byHttp: (kind: string, parts: HttpParts) => keep(new FakeSource(kind, parts.events)),
      bySocket: (parts) => keep(new FakeSocketSource("socket", parts.events)),
    },
    fetchTrack: async () => sampleTrack(1),
    onTrack: () => {},
    tell: (notice) => void notices.push(notice),
  });
  const source = (): FakeSource => {
    const last = made.at(-1);
    if (!last) throw new Error("Nothing was played yet.");
    return last;
  };
  return {
    player,
    audio,
    store,
    gain,
    made,
    notices,
    fetchTracks,
    clock,
    source,
    /** Lets so much time pass, with what the player looks at in between. */
    pass(ms: number): void {
      for (const { every, work } of looks) for (let at = every; at <= ms; at += every) work();
      clock.pass(ms);
    },
    state: store.getState,
    queue: () => store.getState().queue,
    titles: () =>
      store
        .getState()
        .queue.items.map((item) => item.track.title.slice(-1))
        .join(""),
  };
}
