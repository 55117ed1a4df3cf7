import { CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import { renewedAt, watchSession } from "../../lib/api/session-hint.ts";
import { browserLive } from "../../lib/live/browser-live.ts";
import { openBrowserWire } from "../../lib/live/wire.ts";
import { randomId } from "../stream/device.ts";
import { openAccountStorage } from "./account-storage.ts";
import type { ChatRoom } from "./chat-room.ts";
import { openRoom } from "./open-room.ts";
import { presenceStore } from "./presence-choice.ts";

/** Without a key, a click or a movement for so long, one is idle. */
const IDLE_MS = 5 * 60_000;
/** A page that is left and come back to at once finds its room as it was. */
const LINGER_MS = 5_000;

/** This browser's storage for chats. */
export const storage = openAccountStorage(globalThis.localStorage);

const { after } = browserLive;

interface Held {
  room: ChatRoom;
  users: number;
  cancelEnd: (() => void) | null;
  end(): void;
}

const open = new Map<string, Held>();

function hold(roomId: string): Held {
  const room = openRoom({
    ...browserLive,
    roomId,
    storage,
    open: openBrowserWire("/chat/ws", { room_id: roomId }, CHAT_PROTOCOL),
    date: () => Date.now(),
    newId: randomId,
  });
  let cancelIdle = after(IDLE_MS, () => room.setIdle(true));
  const stir = () => {
    cancelIdle();
    room.setIdle(false);
    cancelIdle = after(IDLE_MS, () => room.setIdle(true));
  };
  const seen = () => {
    if (!document.hidden) stir();
  };
  const moves = ["pointerdown", "pointermove", "keydown"] as const;
  for (const move of moves) addEventListener(move, stir, { passive: true });
  document.addEventListener("visibilitychange", seen);
  room.setPresence(presenceStore.getState().status);
  const unchoose = presenceStore.subscribe(({ status }) => room.setPresence(status));
  room.connect();
  return {
    room,
    users: 0,
    cancelEnd: null,
    end() {
      unchoose();
      cancelIdle();
      for (const move of moves) removeEventListener(move, stir);
      document.removeEventListener("visibilitychange", seen);
      room.close();
      open.delete(roomId);
    },
  };
}

/** The room, opened where nobody has it yet. @returns it and how to let go of it */
export function takeRoom(roomId: string): { room: ChatRoom; release(): void } {
  const held = open.get(roomId) ?? hold(roomId);
  open.set(roomId, held);
  held.cancelEnd?.();
  held.cancelEnd = null;
  held.users += 1;
  let isReleased = false;
  return {
    room: held.room,
    release() {
      if (isReleased) return;
      isReleased = true;
      held.users -= 1;
      if (held.users === 0) held.cancelEnd = after(LINGER_MS, held.end);
    },
  };
}

// Whoever's session ends, in whichever tab, is in no room any more. What is kept waits for them, or is erased
// by signing out.
watchSession(() => {
  if (renewedAt() === null) for (const held of [...open.values()]) held.end();
});
