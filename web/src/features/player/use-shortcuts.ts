import { useEffect, useRef } from "react";
import { next, previous, seekBy, setVolume, toggle, toggleMute } from "../../lib/player/commands.ts";
import { usePlayer } from "../../lib/player/store.ts";
import { type Action, actionOf } from "./shortcuts.ts";

/** Keys of the player for the whole page. */
export function useShortcuts(onHelp: () => void): void {
  const help = useRef(onHelp);
  help.current = onHelp;
  useEffect(() => {
    const louder = (step: number) =>
      setVolume((usePlayer.getState().remote?.volume ?? usePlayer.getState().volume) + step);
    const actions: Record<Action, () => void> = {
      toggle,
      back: () => seekBy(-5),
      forward: () => seekBy(5),
      louder: () => louder(0.05),
      quieter: () => louder(-0.05),
      mute: toggleMute,
      next,
      previous,
      help: () => help.current(),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      const action = actionOf(event, {
        tag: target.tagName,
        role: target.getAttribute("role"),
        isEditable: target.isContentEditable,
        isInDialog: target.closest('[role="dialog"]') !== null,
      });
      if (action === null) return;
      event.preventDefault();
      actions[action]();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}
