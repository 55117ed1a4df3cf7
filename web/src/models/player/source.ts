import type { MediaTimeline } from "./media-timeline.ts";
import type { Quality } from "./quality.ts";
import type { QueueItem } from "./queue.ts";

/** Why nothing arrives at the moment. */
export type Trouble = "offline" | "network";

export interface SourceEvents {
  /** What is audible has moved to the following item by itself. */
  onItem(uid: string): void;
  /** The last item has been heard to its end. */
  onEnded(): void;
  /** Name of the rendition that is heard now. */
  onRendition(name: string | null): void;
  /** Data stopped coming (or came back: null). The source keeps trying. */
  onTrouble(trouble: Trouble | null): void;
  /** The track is not there any more. */
  onGone(uid: string): void;
  /** This source cannot play the item at all. */
  onUnplayable(uid: string, cause: unknown): void;
}

/** One way of getting audio into the one audio element of the page. */
export interface PlaybackSource {
  /** Replaces what plays. Resolves when the element has its source; data may still be on its way. */
  load(item: QueueItem, at: number): Promise<void>;
  /** What follows the current item, null for nothing. May be called again at any time. */
  follow(item: QueueItem | null): void;
  /** Seconds within the current item. */
  seek(seconds: number): void;
  /** Goes to the following item at once when its beginning is here; false: it must be loaded. */
  skipTo(uid: string): boolean;
  /** What is heard now, seconds within it, and up to where it is buffered. */
  position(): { uid: string | null; seconds: number; bufferedTo: number };
  /** Seconds until the following item is heard; null when nothing follows on this source. */
  untilNext(): number | null;
  setQuality(quality: Quality): void;
  /**
   * Takes over what another source has begun, so that the music goes on. Only where sources share a timeline.
   */
  adopt?(timeline: MediaTimeline): void;
  /** Gives the timeline away and stops filling it; null when there is none to go on with. */
  release?(): MediaTimeline | null;
  dispose(): void;
}
