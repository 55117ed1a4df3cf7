import type { StreamClientFrame } from "@veza/contracts/ws/stream";
import type { BinaryHeader } from "@veza/contracts/ws/stream-binary";
import { type Entry, type Feeder, MediaTimeline, type Piece } from "../player/media-timeline.ts";
import { withoutEditLists } from "../player/mp4.ts";
import { lengthOf } from "../player/mse-source.ts";
import { AUTO, type Quality } from "../player/quality.ts";
import type { QueueItem } from "../player/queue.ts";
import type { PlaybackSource, SourceEvents } from "../player/source.ts";
import { endOf, placement, validLength } from "../player/timeline.ts";
import { mimeOf } from "../player/track-media.ts";
import { FrameRouter, type Route, type StreamWord } from "./frame-router.ts";
import { paced } from "./paced.ts";

export interface SocketSourceDeps {
  audio: HTMLAudioElement;
  events: SourceEvents;
  /** Sends when the socket is up; whether it was. */
  send(frame: StreamClientFrame): boolean;
  /** Asks the session to go on with this item here. */
  rejoin(uid: string, positionMs: number): void;
  /** A segment is in the buffer: the session sends the next one when it knows. */
  onStored(): void;
}

/** Less than this between the server's position and ours is the way of the frames, not a wish. */
const SAME_PLACE_S = 0.15;
/** A segment that replaces what is heard is cut in this long after the needle. */
const REPLACE_AFTER_S = 0.4;
const SEEK_EVERY_MS = 120;

/**
 * Fills the timeline with what comes through the session's socket. The session hands it every frame about
 * audio.
 */
export class SocketSource implements PlaybackSource, Feeder {
  readonly #deps: SocketSourceDeps;
  #timeline: MediaTimeline;
  readonly #router = new FrameRouter<Entry>();
  /** The announced stream goes on at the end of our buffer: the needle stays where it is. */
  #isContinuing = false;
  #work: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #quality: Quality = AUTO;
  readonly #sendSeek = paced<void>(SEEK_EVERY_MS, () => this.#seekStream());

  constructor(deps: SocketSourceDeps) {
    this.#deps = deps;
    this.#timeline = new MediaTimeline(deps.audio);
    this.#timeline.feeder = this;
  }

  /** The session has been asked for this item; its frames count from its announcement on. */
  async load(item: QueueItem, at: number): Promise<void> {
    this.#router.expect(item.uid);
    this.#isContinuing = false;
    const entry: Entry = { uid: item.uid, start: 0, length: lengthOf(item.track) };
    const opening = this.#timeline.open(entry, at);
    this.#work = opening.catch(() => {});
    await opening;
  }

  /** Fills on behind what another source has appended. */
  adopt(timeline: MediaTimeline): void {
    this.#timeline.dispose();
    this.#timeline = timeline;
    timeline.feeder = this;
    this.rejoin();
  }

  release(): MediaTimeline | null {
    this.#router.reset();
    const timeline = this.#timeline;
    this.#timeline = new MediaTimeline(this.#deps.audio);
    if (timeline.isOpen) return timeline;
    timeline.dispose();
    return null;
  }

  /** What follows is the session's to say: it announces it by itself. */
  follow(_item: QueueItem | null): void {}

  seek(seconds: number): void {
    this.#timeline.seek(seconds);
    this.#sendSeek();
  }

  /** Tells the session where we are now: while the needle is dragged, only now and then. */
  #seekStream(): void {
    const route = this.#heardRoute();
    const position_ms = Math.round(this.#timeline.position().seconds * 1000);
    // Without a stream there is nothing to redirect: the resumed one will begin where the buffer ends.
    if (route && this.#deps.send({ t: "seek", position_ms })) this.#router.seekSent(route, position_ms);
  }

  skipTo(uid: string): boolean {
    return this.#timeline.skipTo(uid);
  }

  position(): { uid: string | null; seconds: number; bufferedTo: number } {
    return this.#timeline.position();
  }

  untilNext(): number | null {
    return this.#timeline.untilNext();
  }

  /** Seconds that are here ahead of what is heard, over the borders of tracks. */
  ahead(): number {
    return this.#timeline.bufferedUntil() - this.#deps.audio.currentTime;
  }

  get isHungry(): boolean {
    return this.#timeline.isHungry;
  }

  /** Number of the stream that is heard; null before it was announced. */
  heardStream(): number | null {
    const entry = this.#timeline.current();
    return this.#router.find((place) => place === entry)?.stream ?? null;
  }

  /** Where the session should go on: the item that is heard, and where the buffer of it ends. */
  bufferEnd(): { uid: string; positionMs: number } | null {
    const entry = this.#timeline.current();
    if (!entry) return null;
    const end = Math.min(this.#timeline.bufferedUntil(), endOf(entry)) - entry.start;
    return { uid: entry.uid, positionMs: Math.round(Math.max(0, end) * 1000) };
  }

  /** Asks for what is heard, from the end of the buffer on. */
  rejoin(): void {
    const end = this.bufferEnd();
    if (!end) return;
    this.#router.expect(end.uid);
    this.#isContinuing = true;
    this.#deps.rejoin(end.uid, end.positionMs);
  }

  setQuality(quality: Quality): void {
    this.#quality = quality;
    this.#sendQuality();
  }

  #sendQuality(): void {
    const route = this.#heardRoute();
    if (!route) return;
    const wanted = [...route.renditions.values()].find(
      (it) => it.name === this.#quality && mimeOf(it) !== null,
    );
    this.#deps.send({ t: "quality", index: wanted?.index ?? "auto" });
  }

  /** What a stream about to begin means here; `unasked`: the session plays something else now. */
  judge(word: StreamWord): "here" | "unasked" | "stale" {
    const verdict = this.#router.judge(word);
    if (verdict === "expected") return "here";
    if (verdict === "stale") return "stale";
    const entry = this.#timeline.current();
    return entry !== null && entry.uid === word.item_id ? "here" : "unasked";
  }

  /** The stream of what is loaded here begins (or goes on, after a broken socket). */
  begin(word: StreamWord, { isResume }: { isResume: boolean }): void {
    const entry = this.#timeline.current();
    if (!entry) return;
    const isContinuing = this.#isContinuing || isResume;
    this.#isContinuing = false;
    // On a resume the beginning of what follows is here already; its new announcement finds it.
    if (!isContinuing) this.#timeline.unplan();
    this.#router.begin(word, "now", entry);
    if (this.#quality !== AUTO) this.#sendQuality();
    const seconds = word.position_ms / 1000;
    if (!isContinuing && Math.abs(this.#timeline.position().seconds - seconds) > SAME_PLACE_S) {
      const move = () => void this.#timeline.seek(seconds);
      this.#work = this.#work.then(move, move);
    }
  }

  /** What follows is announced. */
  prepare(word: StreamWord): void {
    const facts = word.renditions[0];
    if (word.item_id === null || !facts || this.#heardRoute() === null) return;
    const planned = this.#timeline.upcoming();
    const isPlanned = planned?.uid === word.item_id;
    if (planned && !isPlanned) this.#timeline.unplan();
    const entry = isPlanned ? planned : this.#timeline.plan(word.item_id, validLength(facts));
    this.#router.begin(word, "next", entry);
  }

  drop(stream: number): void {
    const entry = this.#router.drop(stream);
    if (entry === null) return;
    // It is heard already: the session learns that it plays.
    if (entry === this.#timeline.current()) this.rejoin();
    else this.#timeline.unplan();
  }

  /** Answers whether another device has sought, and where to. */
  seeked(stream: number, positionMs: number): boolean {
    const isForeign = this.#router.seeked(stream, positionMs) === "foreign";
    if (isForeign && this.#router.at(stream)?.place === this.#timeline.current())
      this.#timeline.seek(positionMs / 1000);
    return isForeign;
  }

  end(stream: number): void {
    const route = this.#router.at(stream);
    if (!route) return;
    route.isEnded = true;
    this.#finishWhenFull();
  }

  media(header: BinaryHeader, body: Uint8Array<ArrayBuffer>): void {
    const route = this.#router.accept(header);
    const facts = route?.renditions.get(header.rendition);
    if (!route || !facts) return;
    if (header.kind === "init") {
      route.inits.set(header.rendition, withoutEditLists(body.slice().buffer));
      return;
    }
    const init = route.inits.get(header.rendition);
    const mime = mimeOf(facts);
    if (mime === null || !init) {
      this.#deps.events.onUnplayable(route.place.uid, new Error(`No way to play ${facts.name} here.`));
      return;
    }
    this.#deps.events.onTrouble(null);
    this.#queue(route, {
      entry: route.place,
      facts,
      mime,
      init,
      body: body.slice().buffer,
      number: header.segment,
      start: header.start_ms / 1000,
      duration: header.duration_ms / 1000,
      isLast: header.is_last,
    });
  }

  /** The socket is gone; what is buffered goes on. */
  lose(): void {
    this.#router.reset();
  }

  dispose(): void {
    this.#router.reset();
    this.#timeline.dispose();
  }

  onEntry(uid: string): void {
    const stream = this.heardStream();
    if (stream !== null) this.#deps.send({ t: "advance", stream });
    this.#deps.events.onItem(uid);
  }

  onEnded(): void {
    this.#deps.events.onEnded();
  }

  onRendition(name: string): void {
    this.#deps.events.onRendition(name);
  }

  onWaiting(): void {}

  #heardRoute(): Route<Entry> | null {
    const entry = this.#timeline.current();
    return this.#router.find((place) => place === entry);
  }

  /** Appends in the order of arrival; waits for room when the browser has none. */
  #queue(route: Route<Entry>, piece: Piece): void {
    const timeline = this.#timeline;
    this.#waiting += 1;
    const append = async () => {
      // Of a stream that was replaced while this one waited.
      while (timeline.isOpen && this.#timeline === timeline && timeline.entries.includes(piece.entry)) {
        if (await timeline.append(this.#fitted(piece))) break;
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    };
    this.#work = this.#work
      .then(append)
      .catch((error: unknown) => {
        if (timeline === this.#timeline) this.#deps.events.onUnplayable(route.place.uid, error);
      })
      .finally(() => {
        this.#waiting -= 1;
        this.#deps.onStored();
        this.#finishWhenFull();
      });
  }

  /** What is heard is not replaced under the needle: a segment in better quality sets in just after it. */
  #fitted(piece: Piece): Piece {
    const { offset } = placement(piece.entry, piece.facts);
    const now = this.#deps.audio.currentTime;
    const begins = piece.start + offset;
    if (begins > now || begins + piece.duration < now || !this.#timeline.isBuffered(now)) return piece;
    const from = Math.min(now + REPLACE_AFTER_S, this.#timeline.bufferedUntil(now));
    return { ...piece, notBefore: from };
  }

  /** All of the last track is here: the element may come to its end. */
  #finishWhenFull(): void {
    const last = this.#timeline.entries.at(-1);
    if (!last || this.#waiting > 0 || !this.#timeline.isOpen) return;
    const route = this.#router.find((place) => place === last);
    if (route?.isEnded && this.#timeline.bufferedUntil() > endOf(last) - 0.3) this.#timeline.finish();
  }
}
