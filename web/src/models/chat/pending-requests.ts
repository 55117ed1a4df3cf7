import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import {
  type AnswerFrame,
  type Refused,
  type RequestFrame,
  type RoomRequest,
  refusalOf,
  refused,
} from "./reply.ts";

/** Without an answer for so long, also over reconnects, a question is given up. */
export const ANSWER_MS = 20_000;

export interface RequestPorts {
  /** Whether it went out. */
  send(frame: RequestFrame): boolean;
  newId(): string;
  after(ms: number, work: () => void): () => void;
}

export type Given = Exclude<AnswerFrame, { t: "error" }>;

interface Open {
  frame: RequestFrame;
  settle(answer: Given | Refused): void;
  cancel(): void;
}

/**
 * Frames that wait for their answer. What a broken line swallowed is sent again with the same id once it is
 * back: the room does it once and answers the same.
 */
export function createPendingRequests({ send, newId, after }: RequestPorts) {
  const open = new Map<string, Open>();

  const end = (id: string, answer: Given | Refused) => {
    const waiting = open.get(id);
    if (!waiting) return false;
    open.delete(id);
    waiting.cancel();
    waiting.settle(answer);
    return true;
  };

  return {
    /** @param id the frame's own; a new one unless given */
    ask(asking: RoomRequest, id: string = newId()): Promise<Given | Refused> {
      const frame = { ...asking, id } as RequestFrame;
      return new Promise((settle) => {
        const cancel = after(ANSWER_MS, () => end(frame.id, refused("timeout", "No answer came in time.")));
        open.set(frame.id, { frame, settle, cancel });
        send(frame);
      });
    },
    /** @returns whether the frame answers something that was asked here */
    answer(frame: ChatServerFrame): boolean {
      if (!("re" in frame) || frame.re === undefined) return false;
      return end(frame.re, frame.t === "error" ? refusalOf(frame) : frame);
    },
    /** The line is back. */
    again(): void {
      for (const { frame } of open.values()) send(frame);
    },
    /** The room will not answer any more. */
    giveUp(code: string): void {
      for (const id of [...open.keys()]) end(id, refused(code, "The connection has ended."));
    },
  };
}
export type PendingRequests = ReturnType<typeof createPendingRequests>;
