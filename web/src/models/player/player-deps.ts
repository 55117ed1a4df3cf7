import type { Track } from "@veza/contracts/http/tracks";
import type { StoreApi } from "zustand/vanilla";
import type { SocketSource, SocketSourceDeps } from "../stream/socket-source.ts";
import type { StreamNet } from "../stream/stream-link.ts";
import type { PlayerNotice } from "./notices.ts";
import type { QueueItem } from "./queue.ts";
import type { PlaybackSource, SourceEvents } from "./source.ts";
import type { PlayerState } from "./store.ts";

/** What the player does with the one audio element of the page; sources fill it. */
export type PlayerElement = EventTarget &
  Pick<
    HTMLAudioElement,
    | "paused"
    | "ended"
    | "seeking"
    | "readyState"
    | "volume"
    | "muted"
    | "play"
    | "pause"
    | "load"
    | "removeAttribute"
  >;

/** The gain behind the element, or what stands for it where there is none. */
export interface Gain {
  /** Call from a user gesture: browsers let audio contexts start only there. */
  enable(): void;
  resume(): void;
  /** Sets the gain `inSeconds` from now. */
  set(db: number, inSeconds?: number): void;
}

export interface PlayerClock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls back once, `ms` later; answers how not to. */
  after(ms: number, work: () => void): () => void;
  /** Calls back every `ms`. */
  every(ms: number, work: () => void): void;
}

/** A source by HTTP: what it needs to play tracks of the queue. */
export interface HttpParts {
  events: SourceEvents;
  fetchTrack(trackId: string): Promise<Track>;
  /** A newer answer of the API for a track. */
  onTrack(track: Track): void;
  itemOf(uid: string): QueueItem | null;
}

export type SocketFed = Pick<SocketSource, keyof SocketSource>;

/** Makes what fills the element. The element and its SourceBuffers are the maker's. */
export interface SourceMaker {
  /** Whether segments of this track can be appended here. */
  canAppend(track: Track): boolean;
  /** Whether the browser's own HLS is better here than Media Source by HTTP. */
  prefersNative(): boolean;
  byHttp(kind: "gapless" | "hls" | "native", parts: HttpParts): PlaybackSource;
  bySocket(parts: Omit<SocketSourceDeps, "audio">): SocketFed;
}

/** The listener's session over sockets; null in `PlayerDeps` where the browser has none. */
export interface SessionConnector {
  link: StreamNet;
  deviceId(): Promise<string>;
  deviceName: string;
  isMember(): boolean;
  /** Calls back when somebody signs in or out. */
  onMemberChange(work: () => void): void;
}

/** Everything that the player needs of its surroundings. The page hands in the browser's, a test its own. */
export interface PlayerDeps {
  audio: PlayerElement;
  store: StoreApi<PlayerState>;
  clock: PlayerClock;
  gain: Gain;
  sources: SourceMaker;
  session: SessionConnector | null;
  /** Tracks by id, at most 50; those that the listener may not see are left out. */
  fetchTracks(ids: readonly string[]): Promise<readonly Track[]>;
  fetchTrack(trackId: string): Promise<Track>;
  /** A newer answer of the API for a track, for whoever else shows it. */
  onTrack(track: Track): void;
  tell(notice: PlayerNotice): void;
}
