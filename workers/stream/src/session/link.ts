import type { CloseReason } from "@veza/contracts/ws/close";
import type { StreamServerFrame } from "@veza/contracts/ws/stream";
import type { DeviceState } from "./state.ts";

/** One device's socket, as the session works with it. */
export interface Link {
  readonly state: DeviceState;
  /** Changes the state and writes it where hibernation finds it again. */
  set(change: Partial<DeviceState>): void;
  tell(frame: StreamServerFrame): void;
  sendBytes(frame: ArrayBuffer): void;
  close(reason: CloseReason): void;
  /** Rises with every seek and every new track: what was read for an older one is thrown away. */
  epoch: number;
  isPumping: boolean;
  pumpAgain: boolean;
  /** When audio is due although no frame may come, or null. */
  due_ms: number | null;
  /** The item of the queue that is being looked up to follow, and the one that turned out not to play. */
  preparing: string | null;
  unplayable: string | null;
  /** It has its `session.ready`: nothing may come before that. */
  isGreeted: boolean;
  /** Its socket is closed or being closed. */
  isLeft: boolean;
  /** Frames in this minute. */
  frames: { since_ms: number; count: number };
}

/** What a link keeps in memory only. */
export const freshLink = () => ({
  epoch: 0,
  isPumping: false,
  pumpAgain: false,
  due_ms: null,
  preparing: null,
  unplayable: null,
  isGreeted: true,
  isLeft: false,
  frames: { since_ms: 0, count: 0 },
});
