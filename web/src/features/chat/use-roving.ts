import { type FocusEvent, type KeyboardEvent, useState } from "react";

/** Arrow keys through messages: one of them is the list's stop for the tab key. */
export function useRoving(ids: readonly string[]) {
  const [chosen, setChosen] = useState<string | null>(null);
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const id = event.target.dataset.message;
    if (id !== undefined) setChosen(id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = event.target instanceof HTMLElement ? event.target.dataset.message : undefined;
    if (from === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      event.currentTarget.closest("[data-conversation]")?.querySelector<HTMLElement>("textarea")?.focus();
      return;
    }
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-message]")];
    const at = all.findIndex((it) => it.dataset.message === from);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[to];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  const active = chosen !== null && ids.includes(chosen) ? chosen : (ids.at(-1) ?? null);
  return { active, onFocus, onKeyDown };
}
