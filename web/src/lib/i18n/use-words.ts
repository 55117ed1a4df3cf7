import { useStore } from "zustand";
import { type Spoken, spokenStore } from "./i18n.ts";

/** The reader's language and its words: `t("player.play", { title })`. */
export function useWords(): Spoken {
  return useStore(spokenStore);
}
