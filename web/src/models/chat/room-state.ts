import type { ChatYou, PresenceStatus } from "@veza/contracts/ws/chat";
import type { ChatAuthor, ChatMessage, RoomInfo } from "@veza/contracts/ws/chat-room";

/** How the page stands with its room. */
export type RoomPhase =
  | "joining"
  | "in"
  /** The socket is on its way back; what is written meanwhile is kept. */
  | "lost"
  /** It will not come back by itself: `closeCode` and `closeReason` say why. */
  | "refused";

/** A part of a list of messages without holes: of the room, or of one thread. Oldest first. */
export interface MessageWindow {
  ids: readonly string[];
  hasOlder: boolean;
  /** There are messages after the last one of the window: new ones are not put into it. */
  hasNewer: boolean;
  /** Nothing has come yet. */
  isLoaded: boolean;
}

export const EMPTY_WINDOW: MessageWindow = { ids: [], hasOlder: false, hasNewer: false, isLoaded: false };

export interface Presence {
  online: number;
  /** The first of them; large rooms name not all. */
  members: readonly { user_id: string; status: Exclude<PresenceStatus, "invisible"> }[];
}

export interface RoomState {
  phase: RoomPhase;
  /** Only when `refused`. */
  closeCode: number | null;
  /** The platform's word on it: `banned`, `kicked`, `left`, `forbidden`, `not_found`. */
  closeReason: string | null;
  room: RoomInfo | null;
  you: ChatYou | null;
  /** The last event that was applied; all before it were too. */
  lastSeq: number;
  /** Every message that this page knows, by id. */
  messages: ReadonlyMap<string, ChatMessage>;
  /** Up to which seq a message's count of replies is counted. */
  countedTo: ReadonlyMap<string, number>;
  main: MessageWindow;
  /** Threads that were opened, by their first message. */
  threads: ReadonlyMap<string, MessageWindow>;
  /** The newest message of the room itself (not of threads) that was heard of. */
  newestSeq: number;
  /** The newest message of all, also in threads: what reading everything reads up to. */
  latestSeq: number;
  /** The reader stands at the end of the room's list: what is far above may be let go of. */
  isFollowing: boolean;
  /** Read up to here when the room was opened: where the line of what is new stands. Null: nothing new. */
  unreadAfter: number | null;
  /** Up to where the reader has read. */
  readSeq: number;
  presence: Presence;
  typing: readonly string[];
  /** Who has been met here: authors, members, people in answers. */
  people: ReadonlyMap<string, ChatAuthor>;
  /** Grows when pins change: what shows them asks again. */
  pinVersion: number;
  /** Grows when members or roles change. */
  memberVersion: number;
  /** Server's clock minus this computer's, ms. */
  clockOffsetMs: number;
}

export const NO_ROOM: RoomState = {
  phase: "joining",
  closeCode: null,
  closeReason: null,
  room: null,
  you: null,
  lastSeq: 0,
  messages: new Map(),
  countedTo: new Map(),
  main: EMPTY_WINDOW,
  threads: new Map(),
  newestSeq: 0,
  latestSeq: 0,
  isFollowing: true,
  unreadAfter: null,
  readSeq: 0,
  presence: { online: 0, members: [] },
  typing: [],
  people: new Map(),
  pinVersion: 0,
  memberVersion: 0,
  clockOffsetMs: 0,
};
