import type { StreamClientFrame } from "@veza/contracts/ws/stream";
import { smoothThroughput } from "../player/rendition-choice.ts";

/** Smaller bodies say more about delay than about throughput. */
const MIN_BYTES = 4_000;
const MAX_KBPS = 1e6;

/** The connection's throughput as the binary frames show it, in kbit/s. */
export class Meter {
  #kbps: number | null = null;

  timed(bytes: number, ms: number): void {
    if (bytes < MIN_BYTES) return;
    const sample = ms < 1 ? MAX_KBPS : Math.min(MAX_KBPS, (bytes * 8) / ms);
    this.#kbps = smoothThroughput(this.#kbps, sample);
  }

  /** 0 before the first measurement. */
  get kbps(): number {
    return Math.round(this.#kbps ?? 0);
  }
}

/** How it went for the listener: from the click to the sound, and every wait after it. */
export class Figures {
  readonly #now: () => number;
  #clickedAt: number | null = null;
  #stalledAt: number | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The listener has asked for sound. */
  clicked(): void {
    this.#clickedAt = this.#now();
    this.#stalledAt = null;
  }

  /** The element waits for data. A wait before the first sound or after a seek is none of ours. */
  waiting(isSeeking: boolean): void {
    if (this.#clickedAt === null && !isSeeking) this.#stalledAt ??= this.#now();
  }

  /** The listener has paused: what is waited for now is not missed. */
  paused(): void {
    this.#clickedAt = null;
    this.#stalledAt = null;
  }

  /** There is sound: what is to be reported of the time before it. */
  playing(): Extract<StreamClientFrame, { t: "stats" }> | null {
    const since = (at: number, limit: number) => Math.min(limit, Math.max(0, Math.round(this.#now() - at)));
    const start = this.#clickedAt;
    const stall = this.#stalledAt;
    this.#clickedAt = null;
    this.#stalledAt = null;
    if (start !== null) return { t: "stats", start_ms: since(start, 600_000), stalls: 0, stall_ms: 0 };
    if (stall !== null) return { t: "stats", stalls: 1, stall_ms: since(stall, 3_600_000) };
    return null;
  }
}
