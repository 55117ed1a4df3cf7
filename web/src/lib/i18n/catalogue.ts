import type en from "./en.ts";
import type enMore from "./more-en.ts";

type Widen<T> = { [K in keyof T]: T[K] extends string ? string : Widen<T[K]> };

/** What the first page says: loaded before it is painted. */
export type FirstCatalogue = Widen<typeof en>;
/** The rest: loaded with the first thing that needs it, and in idle time. */
export type MoreCatalogue = Widen<typeof enMore>;
export type Catalogue = FirstCatalogue & MoreCatalogue;
