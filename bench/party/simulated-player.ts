/** What a player is made of: how long it takes from a command to sound, and how fast its crystal runs. */
export interface PlayerTraits {
  start_latency_ms: number;
  drift_ppm: number;
  random(): number;
}

/**
 * A player that makes no sound: it takes its time to start, obeys its rate, and runs on a clock of its own.
 */
export class SimulatedPlayer {
  readonly #traits: PlayerTraits;
  readonly #now: () => number;
  #position = 0;
  #since = 0;
  #rate = 1;
  #soundsFrom = Number.POSITIVE_INFINITY;
  seeks = 0;

  constructor(traits: PlayerTraits, now: () => number) {
    this.#traits = traits;
    this.#now = now;
  }

  /** Seeks and plays. There is sound after the start latency, give or take ten milliseconds. */
  playFrom(position_ms: number): void {
    const jitter = (this.#traits.random() - 0.5) * 20;
    this.#position = position_ms;
    this.#soundsFrom = this.#now() + Math.max(1, this.#traits.start_latency_ms + jitter);
    this.#since = this.#soundsFrom;
    this.#rate = 1;
    this.seeks++;
  }

  setRate(rate: number): void {
    if (!this.isSounding()) return;
    this.#position = this.position();
    this.#since = this.#now();
    this.#rate = rate;
  }

  isSounding(): boolean {
    return this.#now() >= this.#soundsFrom;
  }

  /** What is heard now, in ms. */
  position(): number {
    const elapsed = Math.max(0, this.#now() - this.#since);
    return this.#position + elapsed * this.#rate * (1 + this.#traits.drift_ppm / 1e6);
  }

  /** What the page is told: players report in steps. */
  reported(): number {
    return this.position() + (this.#traits.random() - 0.5) * 6;
  }
}
