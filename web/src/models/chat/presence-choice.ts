import type { PresenceStatus } from "@veza/contracts/ws/chat";
import { createStore } from "zustand/vanilla";

const KEY = "veza.presence";

/** What one wants to be seen as; `idle` comes by itself. */
export const PRESENCE_CHOICES = ["online", "dnd", "invisible"] as const satisfies PresenceStatus[];
export type PresenceChoice = (typeof PRESENCE_CHOICES)[number];

function read(): PresenceChoice {
  try {
    const kept = localStorage.getItem(KEY);
    return PRESENCE_CHOICES.find((it) => it === kept) ?? "online";
  } catch {
    // Storage is refused: the choice lasts as long as the page.
    return "online";
  }
}

/** AccountStorage on this device. Every room that is open hears of a change. */
export const presenceStore = createStore<{ status: PresenceChoice }>(() => ({ status: read() }));

export function choosePresence(status: PresenceChoice): void {
  presenceStore.setState({ status });
  try {
    localStorage.setItem(KEY, status);
  } catch (error) {
    console.info("The status is not kept: storage is refused.", error);
  }
}
