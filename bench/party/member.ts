import {
  PARTY_START_LEAD_MS as LEAD_MS,
  type PartyServerFrame,
  type PartyTimeline,
} from "@veza/contracts/ws/party";
import { correction, createSeekAllowance, createServerClock, positionAt } from "@veza/core/clock-sync";
import { DelayedSocket } from "./delayed-socket.ts";
import { SimulatedPlayer } from "./simulated-player.ts";
import { randomFrom } from "./true-time.ts";

/** How often a member compares what it hears with the timeline. */
const COMPARE_MS = 250;
/** What the naive peer puts up with, as the best known one does. */
const NAIVE_TOLERANCE_MS = 500;
const HOUR_MS = 3_600_000;

/**
 * One simulated member: a real socket behind a bad path, a computer whose date is hours off and whose clock
 * runs fast or slow, and two players that start late by the same traits. One follows the shared timeline by
 * clock-sync.ts; the naive one takes a position for true at the moment at which it arrives.
 */
export class SimulatedMember {
  readonly #now: () => number;
  readonly #clock = createServerClock();
  readonly #allowance = createSeekAllowance();
  readonly #traits;
  readonly #skew_ms: number;
  readonly #drift_ppm: number;
  readonly ours: SimulatedPlayer;
  readonly naive: SimulatedPlayer;
  readonly socket: DelayedSocket;
  #timeline: PartyTimeline | null = null;
  #startedRevision = -1;
  #isCorrecting = false;
  #hasLanded = true;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #isClosed = false;
  /** True time from which this member could hear the music: its start, or the member's coming. */
  since_ms = Number.POSITIVE_INFINITY;

  constructor(url: string, token: string, seed: number, now: () => number) {
    this.#now = now;
    const random = randomFrom(seed * 2_654_435_761);
    for (let i = 0; i < 10; i++) random();
    this.#skew_ms = (random() - 0.5) * 24 * HOUR_MS;
    this.#drift_ppm = (random() - 0.5) * 200;
    this.#traits = { start_latency_ms: 20 + random() * 180, drift_ppm: (random() - 0.5) * 200, random };
    this.ours = new SimulatedPlayer(this.#traits, now);
    this.naive = new SimulatedPlayer(this.#traits, now);
    this.socket = new DelayedSocket(
      url,
      token,
      () => 20 + random() * 280,
      (frame) => this.#take(frame),
    );
  }

  async start(): Promise<void> {
    await this.socket.opened();
    this.#ping();
    this.#every(COMPARE_MS, () => this.#compare());
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.socket.close();
  }

  /** Heard minus wanted, by the truth; null while nothing is to be heard. */
  driftOf(player: SimulatedPlayer): number | null {
    const wanted = this.#timeline?.playing === true ? positionAt(this.#timeline, this.#now()) : null;
    return wanted === null ? null : player.position() - wanted;
  }
  /** How wrong this member is about the server's time. */
  clockError(): number {
    return (this.#clock.serverTime(this.#local()) ?? Number.NaN) - this.#now();
  }

  /** What this computer's even clock shows. */
  #local(): number {
    return this.#now() * (1 + this.#drift_ppm / 1e6) + this.#skew_ms;
  }

  #ping(): void {
    this.socket.send({ t: "ping", client_time_ms: this.#local() });
    this.#after(this.#clock.nextPingIn(this.#local()), () => this.#ping());
  }

  #take(frame: PartyServerFrame): void {
    if (frame.t === "pong") {
      const { client_time_ms, server_time_ms } = frame;
      this.#clock.pong({ sent_ms: client_time_ms, received_ms: this.#local(), server_ms: server_time_ms });
      this.#naiveState(server_time_ms);
    } else if (frame.t === "welcome") {
      this.#timeline = frame.timeline;
      if (frame.timeline.playing) this.since_ms = Math.max(this.#now(), frame.timeline.at_server_ms);
      this.#naiveStart(frame.server_time_ms);
    } else if (frame.t === "timeline") {
      this.#timeline = frame;
      if (frame.playing) this.since_ms = frame.at_server_ms;
      // Sent when it was decided: a lead before it begins.
      this.#naiveStart(frame.at_server_ms - LEAD_MS);
    }
  }

  #compare(): void {
    const server = this.#clock.serverTime(this.#local());
    const timeline = this.#timeline;
    if (server === null || timeline?.playing !== true) return;
    if (this.#startedRevision !== timeline.revision) {
      this.#startedRevision = timeline.revision;
      const wait = timeline.at_server_ms - server - this.#allowance.ahead_ms();
      if (wait > 0) this.#after(wait, () => this.#seek(timeline.position_ms));
      else this.#seekTo(server);
      return;
    }
    const wanted = positionAt(timeline, server);
    if (wanted === null || !this.ours.isSounding()) return;
    const drift = this.ours.reported() - wanted;
    if (!this.#hasLanded) {
      this.#hasLanded = true;
      this.#allowance.landed(drift);
    }
    const change = correction(drift, this.#isCorrecting);
    if (change.kind === "seek") {
      this.#seekTo(server);
      return;
    }
    this.#isCorrecting = change.kind === "rate";
    this.ours.setRate(change.rate);
  }
  #seekTo(server: number): void {
    const position =
      this.#timeline === null ? null : positionAt(this.#timeline, server + this.#allowance.ahead_ms());
    if (position !== null) this.#seek(position);
  }
  #seek(position: number): void {
    this.#hasLanded = false;
    this.#isCorrecting = false;
    this.ours.playFrom(position);
  }

  #naiveStart(server_ms: number): void {
    const timeline = this.#timeline;
    if (timeline?.playing !== true) return;
    const wait = timeline.at_server_ms - server_ms;
    if (wait > 0) this.#after(wait, () => this.naive.playFrom(timeline.position_ms));
    else this.naive.playFrom(timeline.position_ms - wait);
  }
  #naiveState(server_ms: number): void {
    const wanted = this.#timeline?.playing === true ? positionAt(this.#timeline, server_ms) : null;
    if (wanted === null || !this.naive.isSounding()) return;
    if (Math.abs(this.naive.reported() - wanted) > NAIVE_TOLERANCE_MS) this.naive.playFrom(wanted);
  }

  #after(ms: number, run: () => void): void {
    if (!this.#isClosed) this.#timers.push(setTimeout(run, ms));
  }
  #every(ms: number, run: () => void): void {
    this.#after(ms, () => {
      run();
      this.#every(ms, run);
    });
  }
}
