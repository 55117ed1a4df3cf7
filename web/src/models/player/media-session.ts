import { ARTWORK_SIZES, artworkAt } from "@veza/contracts/artwork";
import type { StoreApi } from "zustand/vanilla";
import type { Player } from "./player.ts";
import { currentOf, type QueueItem } from "./queue.ts";
import type { PlayerState } from "./store.ts";

interface Deps {
  audio: HTMLAudioElement;
  player: Pick<Player, "toggle" | "pause" | "next" | "previous" | "seek" | "livePosition">;
  store: StoreApi<PlayerState>;
}

function metadataOf({ track }: QueueItem): MediaMetadata {
  const address = track.artwork_url;
  const artwork = address
    ? ARTWORK_SIZES.map((size) => ({
        src: artworkAt(address, size),
        sizes: `${size}x${size}`,
        type: "image/jpeg",
      }))
    : [{ src: "/icons/veza-512.png", sizes: "512x512", type: "image/png" }];
  return new MediaMetadata({ title: track.title, artist: track.artist, album: "", artwork });
}

/** Lock screens, headphones and media keys: what plays, its place in time, and their buttons. */
export function startMediaSession({ audio, player, store }: Deps): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const step = 10;
  const { seek, livePosition } = player;
  const resume = () => {
    if (store.getState().status !== "playing") player.toggle();
  };
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ["play", resume],
    ["pause", player.pause],
    ["stop", player.pause],
    ["nexttrack", player.next],
    ["previoustrack", player.previous],
    ["seekbackward", ({ seekOffset }) => seek(livePosition() - (seekOffset ?? step))],
    ["seekforward", ({ seekOffset }) => seek(livePosition() + (seekOffset ?? step))],
    ["seekto", ({ seekTime }) => seekTime !== undefined && seek(seekTime)],
  ];
  for (const [action, handler] of handlers) {
    try {
      session.setActionHandler(action, handler);
    } catch (error) {
      // Older browsers do not know every action.
      console.info(`Media Session has no action ${action}.`, error);
    }
  }

  const place = () => {
    const item = currentOf(store.getState().queue);
    const duration = (item?.track.duration_ms ?? 0) / 1000;
    if (!(duration > 0)) return;
    session.setPositionState({
      duration,
      position: Math.min(duration, Math.max(0, livePosition())),
      playbackRate: 1,
    });
  };
  let shown: string | null = null;
  const update = () => {
    const { queue, status } = store.getState();
    const item = currentOf(queue);
    session.playbackState = status === "idle" ? "none" : status === "paused" ? "paused" : "playing";
    if (item?.uid !== shown) {
      shown = item?.uid ?? null;
      session.metadata = item ? metadataOf(item) : null;
      place();
    }
  };
  update();
  store.subscribe(update);
  for (const name of ["seeked", "play", "pause", "loadedmetadata"]) audio.addEventListener(name, place);
}
