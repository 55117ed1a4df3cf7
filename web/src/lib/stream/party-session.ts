import type { Track } from "@veza/contracts/http/tracks";
import { audioElement } from "../player/audio-element.ts";
import type { SourceEvents } from "../player/source.ts";
import { browserLink } from "./connect.ts";
import { deviceName, randomId } from "./device.ts";
import { QueueGlue } from "./queue-glue.ts";
import { StreamSession } from "./session.ts";
import { SocketSource } from "./socket-source.ts";

export interface PartySessionOptions {
  partyId: string;
  /** The element's wishes and troubles, as for any source. */
  events: SourceEvents;
  /** The party's audio can be asked for. */
  onUp(): void;
  /** The socket broke; it comes back by itself unless `isFinal`. What is buffered goes on. */
  onDown(failures: number, isFinal: boolean): void;
}

/** The page's element in the hands of a listening party: which track, where, whether, and how fast. */
export interface PartySession {
  /** `now` replaces what is heard; `next` is sent ahead and joins without a gap. */
  load(item: { itemId: string; track: Track }, positionMs: number, when: "now" | "next"): Promise<void>;
  play(): Promise<void>;
  pause(): void;
  seek(seconds: number): void;
  /** 1 is as recorded; small corrections keep the pitch. */
  setRate(rate: number): void;
  /** The item that is heard, seconds within it, and up to where it is buffered. */
  position(): { uid: string | null; seconds: number; bufferedTo: number };
  /** Ends the socket and lets the element go. */
  close(): void;
}

/**
 * Opens a second, party-bound session that feeds the page's audio element. The element must have been borrowed from the
 * listener's own player first.
 */
export function openPartySession({ partyId, events, onUp, onDown }: PartySessionOptions): PartySession {
  const audio = audioElement();
  const glue = new QueueGlue();
  const source = new SocketSource({
    audio,
    events,
    send: (frame) => session.send(frame),
    rejoin: (item_id, position_ms) => void session.command({ t: "jump", item_id, position_ms }),
    onStored: () => session.report(),
  });
  const session = new StreamSession({
    link: browserLink,
    deviceId: randomId(),
    deviceName: deviceName(navigator.userAgent, navigator.maxTouchPoints),
    query: { party_id: partyId },
    glue,
    hooks: {
      source: () => source,
      isPaused: () => audio.paused,
      onUp,
      onDown,
      onGone: (itemId) => events.onGone(itemId),
      // The party alone says what plays and whether; the session's own wishes count for nothing.
      onChange: () => {},
      onStart: () => {},
      onMoved: () => {},
      onPlaying: () => {},
      onVolume: () => {},
      onRefused: () => onDown(1, false),
    },
  });
  session.connect();
  return {
    async load({ itemId, track }, positionMs, when) {
      const position_ms = Math.round(positionMs);
      const frame = { t: "load", track_id: track.id, item_id: itemId, position_ms, when } as const;
      if (when === "next") {
        session.command(frame);
        return;
      }
      const loading = source.load({ uid: itemId, track }, positionMs / 1000);
      session.command(frame);
      await loading;
    },
    async play() {
      await audio.play();
      session.mirror(true);
    },
    pause() {
      audio.pause();
      session.mirror(false);
    },
    seek: (seconds) => source.seek(seconds),
    setRate(rate) {
      audio.preservesPitch = true;
      audio.playbackRate = rate;
    },
    position: () => source.position(),
    close() {
      session.close();
      source.dispose();
      audio.playbackRate = 1;
    },
  };
}
