import type { SocketFed } from "../player/player-deps.ts";
import type { StreamWord } from "./frame-router.ts";

/** What a session asks of, and tells, the page that it plays in. */
export interface SessionHooks {
  /** The source that the socket feeds at present; null while something else plays here, or nothing. */
  source(): SocketFed | null;
  isPaused(): boolean;
  /** Music sounds here, whichever way it comes. */
  isSounding(): boolean;
  /** The socket is up: the session's queue and state are known. */
  onUp(): void;
  /** The socket broke so many times in a row; `isFinal`: it will not come back. */
  onDown(failures: number, isFinal: boolean): void;
  /** The queue, what plays, or the devices are others now. */
  onChange(): void;
  /** The session plays another item on this device than this device has asked for. */
  onStart(word: StreamWord): void;
  /** The sound has moved to another device. */
  onMoved(): void;
  /** Another device has pressed play or pause for this one. */
  onPlaying(isPlaying: boolean): void;
  onVolume(volume: number): void;
  onGone(itemId: string): void;
  /** The server will not play here what this device has asked for. */
  onRefused(): void;
}
