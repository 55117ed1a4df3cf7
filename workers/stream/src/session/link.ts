import { CLOSE, type CloseReason } from "@veza/contracts/ws/close";
import { HEARTBEAT_MS, type StreamServerFrame } from "@veza/contracts/ws/stream";
import type { Seat } from "@veza/worker-kit/seats";
import type { OpenSocket } from "@veza/worker-kit/socket-ceiling";
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

/**
 * The link over a seat.
 * @param leave what happens to the session before a socket is closed by us
 */
export function linkOver(seat: Seat<DeviceState>, leave: (link: Link) => void): Link {
  const link: Link = {
    ...freshLink(),
    get state() {
      return seat.who;
    },
    set: (change) => seat.mark({ ...seat.who, ...change }),
    tell: (frame) => seat.send(JSON.stringify(frame)),
    sendBytes: seat.send,
    close(reason) {
      leave(link);
      seat.close(CLOSE[reason], reason);
    },
  };
  return link;
}

/** A link as the ceiling of sockets looks at it. */
export const openSocketOf = (link: Link): OpenSocket => ({
  seen_ms: () => link.state.seen_ms,
  close: () => link.close("replaced"),
});

/** A device that reported within this time asks for its audio itself; an alarm would only cost. */
const REPORTING_MS = 5_000;

/** When audio is due for a device that does not report, over all devices; null when none is. */
export function audioDueAt(links: readonly Link[], now_ms: number): number | null {
  const due = links.flatMap(({ due_ms, state: { report } }) => {
    const isReporting = report !== null && now_ms - report.at_ms < REPORTING_MS;
    return due_ms === null || isReporting ? [] : [due_ms];
  });
  return due.length === 0 ? null : Math.max(now_ms + 50, Math.min(...due));
}

/** When heartbeats are told next. */
export const nextHeartbeat = (now_ms: number): number => now_ms + HEARTBEAT_MS;
