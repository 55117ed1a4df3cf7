import { useSyncExternalStore } from "react";
import type { Wish } from "./wish.ts";

/** What is shown: the choice while it is under way, otherwise what the query holds. */
export function useWished<T>(wish: Wish<T>, held: T | undefined): T | undefined {
  return useSyncExternalStore(wish.subscribe, wish.value) ?? held;
}
