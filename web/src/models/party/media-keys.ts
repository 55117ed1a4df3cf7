import { ARTWORK_SIZES, artworkAt } from "@veza/contracts/artwork";
import type { Track } from "@veza/contracts/http/tracks";
import { livePosition, next, pausePlayback, previous, resumePlayback, seekTo } from "../player/commands.ts";

type Handlers = readonly [MediaSessionAction, MediaSessionActionHandler | null][];

function setHandlers(handlers: Handlers): void {
  for (const [action, handler] of handlers) {
    try {
      navigator.mediaSession.setActionHandler(action, handler);
    } catch (error) {
      // Older browsers do not know every action.
      console.info(`Media Session has no action ${action}.`, error);
    }
  }
}

/**
 * Lock screens and headphones while a party is heard: they turn the listener's own sound off and on, nobody
 * else's.
 */
export function lendMediaKeys(setListening: (isListening: boolean) => void): void {
  if (!("mediaSession" in navigator)) return;
  setHandlers([
    ["play", () => setListening(true)],
    ["pause", () => setListening(false)],
    ["stop", () => setListening(false)],
    ["nexttrack", null],
    ["previoustrack", null],
    ["seekbackward", null],
    ["seekforward", null],
    ["seekto", null],
  ]);
}

/** Back to the listener's own queue. */
export function returnMediaKeys(): void {
  if (!("mediaSession" in navigator)) return;
  const step = 10;
  setHandlers([
    ["play", () => resumePlayback()],
    ["pause", () => pausePlayback()],
    ["stop", () => pausePlayback()],
    ["nexttrack", () => next()],
    ["previoustrack", () => previous()],
    ["seekbackward", ({ seekOffset }) => seekTo(livePosition() - (seekOffset ?? step))],
    ["seekforward", ({ seekOffset }) => seekTo(livePosition() + (seekOffset ?? step))],
    ["seekto", ({ seekTime }) => seekTime !== undefined && seekTo(seekTime)],
  ]);
}

/** What plays, for the lock screen. */
export function showOnLockScreen(
  track: Pick<Track, "title" | "artist" | "artwork_url"> | null,
  isPlaying: boolean,
): void {
  if (!("mediaSession" in navigator)) return;
  const address = track?.artwork_url ?? null;
  const artwork = address
    ? ARTWORK_SIZES.map((size) => ({
        src: artworkAt(address, size),
        sizes: `${size}x${size}`,
        type: "image/jpeg",
      }))
    : [{ src: "/icons/veza-512.png", sizes: "512x512", type: "image/png" }];
  navigator.mediaSession.metadata = track
    ? new MediaMetadata({ title: track.title, artist: track.artist, album: "", artwork })
    : null;
  navigator.mediaSession.playbackState = track === null ? "none" : isPlaying ? "playing" : "paused";
}
