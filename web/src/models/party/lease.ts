import { audioElement } from "../player/audio-element.ts";
import { pagePlayer } from "../player/page-player.ts";
import { playerStore } from "../player/store.ts";

/**
 * The page has one audio element, and the listener's own player owns it. A party borrows it: the player is
 * paused and lets its source go; queue and position stay, so that afterwards (or as soon as the listener
 * plays something) it goes on from there.
 */
export interface Lease {
  /** The listener's own player has started something: the element is its own again. */
  isTaken(): boolean;
  end(): void;
}

/**
 * Called within a click: browsers that want a gesture on the element itself see it here, whatever is loaded
 * later.
 */
export function showGesture(): void {
  const audio = audioElement();
  // It fails at once, for want of a source or because of the pause: only the gesture counts.
  audio.play().catch(() => {});
  audio.pause();
}

/**
 * Called within a click whose sound comes later, when a server has answered: that click allows it. What plays
 * already needs no leave and goes on.
 */
export function allowSound(): void {
  if (audioElement().paused) showGesture();
}

/** Called within a click at best. */
export function borrowElement(): Lease {
  const audio = audioElement();
  const player = pagePlayer();
  player.pause();
  const { position } = playerStore.getState();
  player.silence();
  playerStore.setState({ position });
  showGesture();
  // The player's own store follows the element; while it is lent, what it does is not the player's.
  const hush = () => {
    if (player.isHolding()) return;
    const { queue } = playerStore.getState();
    playerStore.setState({ status: queue.index === -1 ? "idle" : "paused" });
  };
  const names = ["playing", "waiting", "pause"] as const;
  for (const name of names) audio.addEventListener(name, hush);
  return {
    isTaken: () => player.isHolding(),
    end() {
      for (const name of names) audio.removeEventListener(name, hush);
    },
  };
}
