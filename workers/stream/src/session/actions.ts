import type { StreamClientFrame, StreamServerFrame } from "@veza/contracts/ws/stream";
import { type Change, type Command, command } from "./engine.ts";
import { listenerPosition } from "./flow.ts";
import type { Link } from "./link.ts";
import { clockOf } from "./pump.ts";
import type { SessionParts } from "./session-parts.ts";
import { currentItem, positionAt, type Session } from "./state.ts";

/** Frames that are acted on, and answered where they have an id. */
export type Action = Exclude<StreamClientFrame, { t: "ping" | "heartbeat" | "buffer" | "stats" }>;

/**
 * What devices want of the session: decided by engine.ts, stored, followed by the audio, told to everybody.
 */
export class Actions {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** A frame with an id is acted on once; sent again, it gets the same answer. */
  once(link: Link, frame: Action, now: number): void {
    const { store } = this.#parts.deps;
    const before = frame.id === undefined ? null : store.answerTo(link.state.device_id, frame.id);
    if (before !== null) {
      link.tell(before);
      return;
    }
    const refusal = this.#act(link, frame, now);
    if (frame.id === undefined) {
      if (refusal !== null) link.tell({ t: "error", ...refusal });
      return;
    }
    const re = frame.id;
    const answer: StreamServerFrame = refusal === null ? { t: "ack", re } : { t: "error", re, ...refusal };
    store.saveAnswer(link.state.device_id, re, answer);
    link.tell(answer);
  }

  #act(link: Link, frame: Action, now: number): { code: string; message: string } | null {
    switch (frame.t) {
      case "quality":
        this.#parts.playback.setQuality(link, frame.index);
        return null;
      case "volume": {
        const device = this.#parts.deps.links().find((it) => it.state.device_id === frame.device_id);
        if (device === undefined) return { code: "not_found", message: "This device is not here." };
        device.set({ volume: frame.volume });
        this.#parts.tell("devices");
        return null;
      }
      case "activate":
        this.#activate(link, currentItem(this.#parts.session) !== null, now);
        return null;
      case "advance":
        return this.#parts.playback.advance(link, frame.stream)
          ? null
          : { code: "not_found", message: "This stream does not follow." };
      default: {
        const outcome = command(this.#parts.session, frame, now, this.#parts.deps.newItemId);
        if ("code" in outcome) return outcome;
        this.#apply(link, frame, outcome, now);
        return null;
      }
    }
  }

  #apply(link: Link, frame: Command, change: Change, now: number): void {
    const before = this.#parts.session;
    const active = this.#parts.playback.active();
    const item = currentItem(change.session);
    if (change.jump && currentItem(before)?.item_id !== item?.item_id)
      this.#parts.listening.leaveTrack(active);
    this.#parts.holder.save(change.session);
    // Nobody plays: whoever asks for sound gets it.
    if (
      active === null &&
      item !== null &&
      this.#parts.session.playing &&
      (change.jump || frame.t === "play")
    ) {
      this.#activate(link, true, now);
      return;
    }
    const words = change.queue ? (["queue"] as const) : [];
    const started = active === null ? null : this.#follow(active, frame, change, before);
    if (active === null || started === null) this.#parts.tell("state", ...words);
    else this.#parts.tellAfter(active, started, ...words);
  }

  /**
   * The active device's audio after a change of the session.
   * @returns the start of another track, null where it goes on
   */
  #follow(active: Link, frame: Command, change: Change, before: Session): Promise<void> | null {
    const item = currentItem(this.#parts.session);
    const { flow } = active.state;
    if (item === null) {
      this.#parts.playback.silence(active);
      return null;
    }
    const isSameItem = flow?.current.item_id === item.item_id;
    if (change.jump && frame.t === "seek" && isSameItem) {
      this.#parts.playback.seek(active, this.#parts.session.position_ms);
      return null;
    }
    if (change.jump || (flow === null && this.#parts.session.playing))
      return this.#parts.playback.begin(active, "now", this.#parts.session.position_ms);
    if (flow === null) return null;
    // The same track under a new id of the queue: its audio goes on.
    if (!isSameItem) active.set({ flow: { ...flow, current: { ...flow.current, item_id: item.item_id } } });
    if (before.playing !== this.#parts.session.playing) this.#parts.playback.anchor(active);
    this.#parts.playback.prepare(active);
    this.#parts.playback.pump(active);
    return null;
  }

  /** The sound moves to this device. The one that had it falls silent at once. */
  #activate(link: Link, playing: boolean, now: number): void {
    const before = this.#parts.playback.active();
    const flow = before?.state.flow ?? null;
    const position_ms =
      before === null || flow === null
        ? positionAt(this.#parts.session, now)
        : Math.round(listenerPosition(flow, clockOf(before, this.#parts.session, now)));
    this.#parts.holder.save({ active_device_id: link.state.device_id, playing, position_ms, at_ms: now });
    if (before !== null && before !== link) this.#parts.playback.silence(before);
    this.#parts.tellAfter(link, this.#parts.playback.begin(link, "now", position_ms), "queue", "devices");
  }
}
