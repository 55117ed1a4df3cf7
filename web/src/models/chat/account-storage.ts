/**
 * What must survive a reload, in this browser's storage: unsent messages and drafts, one key each, so that
 * two tabs never write over each other. It belongs to one account: another one's is erased when a room says
 * who is in it, and all of it at sign-out.
 */
const PREFIX = "veza.chat.";
const OWNER = `${PREFIX}owner`;

/** The part of `localStorage` that is used. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const keysOf = (store: Store): string[] =>
  Array.from({ length: store.length }, (_, index) => store.key(index)).filter((key) => key !== null);

export interface AccountStorage {
  get(key: string): string | null;
  /** @returns whether it is kept: storage may be full or refused */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  /** Keys that begin so. */
  keys(prefix: string): string[];
  /** From now on it is this account's. @returns whether there was another's, which is erased */
  claim(userId: string): boolean;
}

export function openAccountStorage(store: Store | undefined): AccountStorage {
  const quietly = <T>(work: (store: Store) => T, otherwise: T): T => {
    try {
      return store === undefined ? otherwise : work(store);
    } catch (error) {
      // Full or refused: what is written holds until the page is closed.
      console.info("The browser keeps nothing of the chat.", error);
      return otherwise;
    }
  };
  return {
    get: (key) => quietly((it) => it.getItem(PREFIX + key), null),
    set: (key, value) =>
      quietly((it) => {
        it.setItem(PREFIX + key, value);
        return true;
      }, false),
    remove: (key) => quietly((it) => it.removeItem(PREFIX + key), undefined),
    keys: (prefix) =>
      quietly(
        (it) =>
          keysOf(it)
            .filter((key) => key.startsWith(PREFIX + prefix))
            .map((key) => key.slice(PREFIX.length)),
        [],
      ),
    claim: (userId) =>
      quietly((it) => {
        const owner = it.getItem(OWNER);
        const isOther = owner !== null && owner !== userId;
        if (isOther) eraseAccountStorage(it);
        it.setItem(OWNER, userId);
        return isOther;
      }, false),
  };
}

/** Erases everything that was kept of chats: at sign-out. */
export function eraseAccountStorage(store: Store | undefined = globalThis.localStorage): void {
  if (store === undefined) return;
  for (const key of keysOf(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
}
