import { useEffect, useRef } from "react";
import { next, previous, seekBy, setVolume, toggle, toggleMute } from "../../models/player/commands.ts";
import { type Action, actionOf } from "../../models/player/shortcuts.ts";
import { playerStore } from "../../models/player/store.ts";

/**
 * Keys of the player for the whole page. They belong to the shell and not to the player's bar: the bar is
 * fetched when the first music plays, and a key pressed meanwhile must not be lost.
 * @param isOn whether there is something to steer
 */
export function useShortcuts({ isOn, onHelp }: { isOn: boolean; onHelp: () => void }): void {
  const help = useRef(onHelp);
  help.current = onHelp;
  useEffect(() => {
    if (!isOn) return;
    const louder = (step: number) =>
      setVolume((playerStore.getState().remote?.volume ?? playerStore.getState().volume) + step);
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
  }, [isOn]);
}
