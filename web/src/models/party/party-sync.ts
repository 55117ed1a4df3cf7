import type { PartyTimeline } from "@veza/contracts/ws/party";
import { correction, createSeekAllowance } from "@veza/core/clock-sync";
import type { PartyPlayer, PartyTrackRef } from "./party-player.ts";

export interface SyncDeps {
  player: PartyPlayer;
  /** The server's time now, ms; null while it is not known yet. */
  serverTime(): number | null;
  /** Runs `work` once after `ms`; answers how to cancel. */
  after(ms: number, work: () => void): () => void;
}

/** How often what is heard is compared with the timeline. */
const COMPARE_MS = 250;
/** How often a silent player is asked whether it is ready to begin. */
const READY_MS = 20;
/** What is on its way gets this long before it is to be heard: a whole track, a place in what is here. */
const LOAD_LEAD_MS = 700;
const SEEK_LEAD_MS = 250;
/** A start that comes up this late is begun again somewhat later; after so many times, at once. */
const LATE_MS = 8;
const MAX_TRIES = 3;
/**
 * After a start, when its drift can be measured, and above what it is done again rather than drawn out over
 * many seconds.
 */
const LANDED_MS = 300;
const BAD_LANDING_MS = 150;
/** A join that the player makes by itself may come this much beside the announced moment. */
const JOIN_MS = 300;
/** A paused position this far off is corrected. */
const PAUSED_MS = 60;

/** A start that is being prepared: silent at `position_ms`, to sound at `when`. */
interface Armed {
  timeline: PartyTimeline;
  when: number;
  tries: number;
}

/**
 * Turns a party's timeline into commands for a player. A start is exact: the player is placed ahead of the
 * timeline in silence, and begins when the timeline gets there. What drifts afterwards is drawn back by
 * clock-sync.ts's rules.
 */
export class PartySync {
  readonly #deps: SyncDeps;
  readonly #allowance = createSeekAllowance();
  #current: PartyTimeline | null = null;
  #coming: PartyTimeline | null = null;
  #upcoming: PartyTrackRef | null = null;
  #prepared: string | null = null;
  #armed: Armed | null = null;
  #landing: { at: number; tries: number } | null = null;
  #isCorrecting = false;
  #isListening = true;
  #rate = 1;
  #placedRevision = -1;
  #cancel: (() => void) | null = null;
  #cancelFire: (() => void) | null = null;

  constructor(deps: SyncDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#next(0);
  }

  stop(): void {
    this.#disarm();
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The newest word of the server. Older ones, which a reconnect may bring, change nothing. */
  setTimeline(timeline: PartyTimeline): void {
    const latest = this.#coming ?? this.#current;
    if (latest !== null && timeline.revision < latest.revision) return;
    if (latest?.revision === timeline.revision) return;
    if (this.#armed && this.#armed.timeline.revision !== timeline.revision) this.#disarm();
    const server = this.#deps.serverTime();
    const isAhead = timeline.playing && (server === null || timeline.at_server_ms > server);
    if (isAhead && this.#current !== null) this.#coming = timeline;
    else {
      this.#current = timeline;
      this.#coming = null;
    }
    this.#next(0);
  }

  /** What the queue has next. */
  setUpcoming(item: PartyTrackRef | null): void {
    this.#upcoming = item;
  }

  /** The listener turns the sound of the party off and on for themselves. */
  setListening(isListening: boolean): void {
    this.#isListening = isListening;
    if (!isListening) {
      this.#disarm();
      this.#deps.player.pause();
    }
    this.#next(0);
  }

  /**
   * Where the music is for everybody, ms; where it will go on, as soon as that is announced. Null before
   * anything is known.
   */
  position(): number | null {
    const server = this.#deps.serverTime();
    const timeline = this.#coming ?? this.#current;
    if (timeline === null) return null;
    const { playing, position_ms, duration_ms } = timeline;
    if (!playing || server === null) return position_ms;
    return Math.min(duration_ms, Math.max(position_ms, lineOf(timeline, server)));
  }

  /** What is heard minus what should be, ms; null while nothing is compared. */
  drift(): number | null {
    const server = this.#deps.serverTime();
    const timeline = this.#current;
    const { item_id, seconds } = this.#deps.player.position();
    if (server === null || !timeline?.playing || item_id !== timeline.item_id) return null;
    return seconds * 1000 - lineOf(timeline, server);
  }

  #next(ms: number): void {
    this.#cancel?.();
    this.#cancel = this.#deps.after(ms, () => {
      this.#look();
      this.#next(this.#armed ? READY_MS : COMPARE_MS);
    });
  }

  #look(): void {
    const server = this.#deps.serverTime();
    if (server === null || this.#current === null || !this.#isListening) return;
    if (this.#coming !== null && server >= this.#coming.at_server_ms) {
      this.#current = this.#coming;
      this.#coming = null;
    }
    this.#prepare();
    if (this.#armed) this.#drive(this.#armed, server);
    else if (this.#coming !== null && this.#mustApproach(this.#current, this.#coming, server))
      this.#arm(this.#coming, this.#coming.at_server_ms);
    else this.#follow(this.#current, server);
  }

  /** What comes after is fetched while there is time. */
  #prepare(): void {
    const { player } = this.#deps;
    const current = this.#current;
    if (current === null || player.position().item_id !== current.item_id) return;
    const coming = this.#coming === null ? null : refOf(this.#coming);
    const wanted = coming !== null && coming.item_id !== current.item_id ? coming : this.#upcoming;
    const id = wanted?.item_id ?? null;
    if (id === this.#prepared || id === current.item_id) return;
    this.#prepared = id;
    player.prepare(wanted);
  }

  /** Whether it is time to leave what is heard for what was announced. */
  #mustApproach(current: PartyTimeline, coming: PartyTimeline, server: number): boolean {
    // Out of silence: everything can be put in its place at once.
    if (!current.playing || current.item_id === null) return true;
    if (coming.item_id !== current.item_id && isJoin(current, coming)) return false;
    return server >= coming.at_server_ms - SEEK_LEAD_MS;
  }

  #follow(timeline: PartyTimeline, server: number): void {
    const { player } = this.#deps;
    const { item_id } = player.position();
    if (timeline.item_id === null || !timeline.playing) {
      this.#rest(timeline);
      return;
    }
    if (item_id !== null && item_id === this.#coming?.item_id && item_id !== timeline.item_id) {
      // It has joined the next one a moment early: that one's beginning is what counts.
      this.#compare(this.#coming, server);
      return;
    }
    if (lineOf(timeline, server) > timeline.duration_ms) return;
    if (item_id !== timeline.item_id) {
      const isJoining = item_id !== null && server - timeline.at_server_ms < JOIN_MS && player.isSounding();
      if (!isJoining) this.#arm(timeline, server + LOAD_LEAD_MS);
    } else if (player.isPaused()) this.#arm(timeline, server + SEEK_LEAD_MS);
    else if (player.isSounding()) this.#compare(timeline, server);
  }

  /** Paused, or nothing on. */
  #rest(timeline: PartyTimeline): void {
    const { player } = this.#deps;
    if (!player.isPaused()) player.pause();
    this.#landing = null;
    this.#setRate(1);
    const item = refOf(timeline);
    if (item === null || this.#placedRevision === timeline.revision) return;
    this.#placedRevision = timeline.revision;
    const { item_id, seconds } = player.position();
    if (item_id !== item.item_id) player.load(item, timeline.position_ms / 1000);
    else if (Math.abs(seconds * 1000 - timeline.position_ms) > PAUSED_MS)
      player.seek(timeline.position_ms / 1000);
  }

  #compare(timeline: PartyTimeline, server: number): void {
    const drift = this.#deps.player.position().seconds * 1000 - lineOf(timeline, server);
    if (this.#landing !== null) {
      if (server - this.#landing.at < LANDED_MS) return;
      const { tries } = this.#landing;
      this.#landing = null;
      this.#allowance.landed(drift);
      if (Math.abs(drift) > BAD_LANDING_MS && tries < MAX_TRIES) {
        this.#arm(timeline, server + SEEK_LEAD_MS, tries + 1);
        return;
      }
    }
    const change = correction(drift, this.#isCorrecting);
    this.#isCorrecting = change.kind === "rate";
    if (change.kind === "seek") this.#arm(timeline, server + SEEK_LEAD_MS);
    else this.#setRate(change.rate);
  }

  /** Puts the player, in silence, where the timeline will be at `when`. */
  #arm(timeline: PartyTimeline, when: number, tries = 0): void {
    const { player } = this.#deps;
    const item = refOf(timeline);
    const position_ms = lineOf(timeline, when);
    if (item === null || position_ms > timeline.duration_ms) return;
    this.#disarm();
    this.#setRate(1);
    if (!player.isPaused()) player.pause();
    if (player.position().item_id === item.item_id) player.seek(position_ms / 1000);
    else {
      this.#prepared = null;
      player.load(item, position_ms / 1000);
    }
    this.#armed = { timeline, when, tries };
    this.#next(READY_MS);
  }

  /** Lets the player begin at the right moment, once it can. */
  #drive(armed: Armed, server: number): void {
    const { player } = this.#deps;
    if (!player.isReady()) return;
    const left = armed.when - this.#allowance.ahead_ms() - server;
    if (left > READY_MS * 2) return;
    if (left < -LATE_MS && armed.tries < MAX_TRIES) {
      this.#arm(armed.timeline, server + SEEK_LEAD_MS, armed.tries + 1);
      return;
    }
    const fire = () => {
      this.#armed = null;
      this.#cancelFire = null;
      if (this.#coming?.revision === armed.timeline.revision) {
        this.#current = this.#coming;
        this.#coming = null;
      }
      this.#landing = { at: Math.max(server, armed.when), tries: armed.tries };
      player.play();
    };
    if (left <= 0) fire();
    else this.#cancelFire ??= this.#deps.after(left, fire);
  }

  #disarm(): void {
    this.#cancelFire?.();
    this.#cancelFire = null;
    this.#armed = null;
    this.#landing = null;
    this.#isCorrecting = false;
  }

  #setRate(rate: number): void {
    if (rate === this.#rate) return;
    this.#rate = rate;
    this.#deps.player.rate(rate);
  }
}

/** Position at a moment of the server's clock, also before the announced start: below `position_ms` then. */
function lineOf(timeline: PartyTimeline, server_ms: number): number {
  return timeline.position_ms + (server_ms - timeline.at_server_ms) * timeline.rate;
}

function refOf({ item_id, track_id, duration_ms }: PartyTimeline): PartyTrackRef | null {
  return item_id === null || track_id === null ? null : { item_id, track_id, duration_ms };
}

/** Whether what is announced begins where what is heard ends. */
function isJoin(current: PartyTimeline, coming: PartyTimeline): boolean {
  const end = current.at_server_ms + current.duration_ms - current.position_ms;
  return Math.abs(coming.at_server_ms - end) < JOIN_MS;
}
