import { useCallback, useEffect, useRef, useState } from "react";
import { storage } from "../../models/chat/browser-room.ts";
import { keepDraft, readDraft } from "../../models/chat/drafts.ts";

const KEEP_AFTER_MS = 250;

/** What is being written in a room or a thread: kept over reloads, until it is sent. */
export function useDraft(roomId: string, thread: string | null): [string, (text: string) => void] {
  const [text, setText] = useState(() => readDraft(storage, roomId, thread));
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const keep = useCallback(() => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    keepDraft(storage, roomId, thread, latest.current);
  }, [roomId, thread]);
  useEffect(() => {
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, [keep]);
  const change = useCallback(
    (after: string) => {
      latest.current = after;
      setText(after);
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(keep, KEEP_AFTER_MS);
      // What was sent must not come back.
      if (after === "") keep();
    },
    [keep],
  );
  return [text, change];
}
