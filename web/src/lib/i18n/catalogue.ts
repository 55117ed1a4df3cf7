import type enChat from "./chat-en.ts";
import type en from "./en.ts";
import type enMore from "./more-en.ts";
import type enRooms from "./rooms-en.ts";

type Widen<T> = { [K in keyof T]: T[K] extends string ? string : Widen<T[K]> };

/** What the first page says: loaded before it is painted. */
export type FirstCatalogue = Widen<typeof en>;
/** The rest: loaded with the first thing that needs it, and in idle time. */
export type GeneralCatalogue = Widen<typeof enMore>;
/** Around rooms: lists, directory, people, moderation. */
export type RoomsCatalogue = Widen<typeof enRooms>;
/** Inside of a room. */
export type ChatCatalogue = Widen<typeof enChat>;
export type MoreCatalogue = GeneralCatalogue & RoomsCatalogue & ChatCatalogue;
export type Catalogue = FirstCatalogue & MoreCatalogue;
