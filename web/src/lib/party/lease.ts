import { audioElement } from "../player/audio-element.ts";
import { silence, sources } from "../player/engine.ts";
import { pause } from "../player/player.ts";
import { usePlayer } from "../player/store.ts";

/**
 * The page has one audio element, and the listener's own player owns it. A party borrows it: the player is paused and lets its
 * source go; queue and position stay, so that afterwards (or as soon as the listener plays something) it goes on from there.
 */
export interface Lease {
  /** The listener's own player has started something: the element is its own again. */
  isTaken(): boolean;
  end(): void;
}

/** Called within a click: browsers that want a gesture on the element itself see it here, whatever is loaded later. */
export function showGesture(): void {
  const audio = audioElement();
  // It fails at once, for want of a source or because of the pause: only the gesture counts.
  audio.play().catch(() => {});
  audio.pause();
}

/** Called within a click at best. */
export function borrowElement(): Lease {
  const audio = audioElement();
  pause();
  const { position } = usePlayer.getState();
  silence();
  usePlayer.setState({ position });
  showGesture();
  // The player's own store follows the element; while it is lent, what it does is not the player's.
  const hush = () => {
    if (sources.current !== null) return;
    const { queue } = usePlayer.getState();
    usePlayer.setState({ status: queue.index === -1 ? "idle" : "paused" });
  };
  const names = ["playing", "waiting", "pause"] as const;
  for (const name of names) audio.addEventListener(name, hush);
  return {
    isTaken: () => sources.current !== null,
    end() {
      for (const name of names) audio.removeEventListener(name, hush);
    },
  };
}
