import { type ChatServerFrame, PRESENT_SHOWN, TYPING_MS } from "@veza/contracts/ws/chat";
import { pauseAfter } from "@veza/core/news-pause";
import type { Attendance } from "./attendance.ts";

/** Typing people that a frame names. */
const TYPING_SHOWN = 20;
/** A pause is never longer; one that seems to be is a clock that was set back. */
const LONGEST_PAUSE_MS = 5_000;

export interface LivePorts {
  now(): number;
  after(ms: number, run: () => void): void;
  /** @returns the bytes of the text */
  broadcast(frame: ChatServerFrame): number;
  sockets(): number;
}

/**
 * What is seen now and never stored: who is here, who types. Frames tell the whole and not what changed, so
 * one that nobody got is mended by the next; and a pause after each grows with bytes × sockets, so the cost
 * of a second is bounded whatever the room's size.
 */
export function createLive(ports: LivePorts, attendance: Attendance) {
  const typing = new Map<string, number>();
  let typingTold = "";

  /** Tells one kind of news: now, or when the pause after the last is over. */
  const news = (frame: () => ChatServerFrame | null) => {
    let due = 0;
    let isWaiting = false;
    const tell = () => {
      const now = ports.now();
      if (isWaiting) return;
      if (due > now && due - now <= LONGEST_PAUSE_MS) {
        isWaiting = true;
        ports.after(due - now, () => {
          isWaiting = false;
          due = 0;
          tell();
        });
        return;
      }
      const told = frame();
      if (told === null) return;
      due = now + pauseAfter(ports.broadcast(told), ports.sockets());
    };
    return tell;
  };

  const presence = (): Extract<ChatServerFrame, { t: "presence" }> => ({
    t: "presence",
    ...attendance.shown(PRESENT_SHOWN),
  });
  const tellPresence = news(presence);
  const tellTyping = news(() => {
    const now = ports.now();
    // Neither expired, nor of a time that a clock has taken back.
    for (const [userId, at] of typing) if (at <= now || at - now > TYPING_MS) typing.delete(userId);
    const user_ids = [...typing.keys()].slice(0, TYPING_SHOWN);
    const text = user_ids.join();
    if (text === typingTold) return null;
    typingTold = text;
    return { t: "typing", user_ids };
  });

  return {
    presence,
    tellPresence,
    /** Somebody types, for the next five seconds. */
    type(userId: string) {
      typing.delete(userId);
      if (typing.size >= 1_000) return;
      typing.set(userId, ports.now() + TYPING_MS);
      tellTyping();
      ports.after(TYPING_MS + 50, tellTyping);
    },
    /** Somebody has sent what they were typing, or is gone. */
    stopTyping(userId: string) {
      if (typing.delete(userId)) tellTyping();
    },
  };
}
