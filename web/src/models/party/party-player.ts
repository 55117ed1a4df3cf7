/** What a party needs to know of something that is to be heard. */
export interface PartyTrackRef {
  item_id: string;
  track_id: string;
  duration_ms: number;
}

/**
 * Where the party's sound comes from. Commands return at once; `isReady` and `isSounding` say what became of
 * them.
 */
export interface PartyPlayer {
  /**
   * Replaces what is heard by this item, silent, at `positionSeconds`. What was prepared is at hand at once.
   */
  load(item: PartyTrackRef, positionSeconds: number): void;
  /** What will follow: fetched ahead, and joined without a gap where that is possible. Null: nothing. */
  prepare(item: PartyTrackRef | null): void;
  play(): void;
  pause(): void;
  /** Seconds within the item. */
  seek(seconds: number): void;
  /** 1 is the speed of the recording. */
  rate(rate: number): void;
  /** The item that is here (or on its way), and where in it. */
  position(): { item_id: string | null; seconds: number };
  /** Whether `play` would sound at once. */
  isReady(): boolean;
  /** Whether music comes out right now. */
  isSounding(): boolean;
  isPaused(): boolean;
}
