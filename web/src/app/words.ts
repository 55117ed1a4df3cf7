import type { Catalogues } from "../lib/i18n/i18n.ts";
import type all from "./all-words.en.ts";
import type first from "./first-words.en.ts";

type Both<T> = (T extends unknown ? (it: T) => void : never) extends (it: infer All) => void ? All : never;
type English = Both<(typeof first)[number]> & Both<(typeof all)[number]>;

declare module "../lib/i18n/words-of.ts" {
  interface Words extends English {}
}

/** The words of the app: English, which the keys are checked against, and French. */
export const catalogues: Catalogues = {
  first: { en: () => import("./first-words.en.ts"), fr: () => import("./first-words.fr.ts") },
  rest: { en: () => import("./all-words.en.ts"), fr: () => import("./all-words.fr.ts") },
};
