import { ArrowDown } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { EMPTY_WINDOW } from "../../models/chat/room-state.ts";
import { rowsOf } from "../../models/chat/rows.ts";
import { Button } from "../../ui/button.tsx";
import { DayRow, UnreadRow } from "./list-marks.tsx";
import { MessageRow } from "./message-row.tsx";
import { PendingRow } from "./pending-row.tsx";
import { useUi } from "./room-ui.tsx";
import { distanceToEnd, restore, ScrollKeeper, type Standing, standingOf } from "./scroll-keeper.tsx";
import { dayKey } from "./times.ts";
import { usePending } from "./use-pending.ts";
import { useRoving } from "./use-roving.ts";

interface MessageListProps {
  /** First message of a thread; null: the room's own list. */
  thread: string | null;
  label: string;
  /** Stands above the first message once that is here. */
  beginning: ReactNode;
}

/** So near to an edge the next page is asked for: CSS pixels. */
const NEAR_PX = 900;
/** How long a message that was jumped to is marked. */
const MARK_MS = 2_200;

/**
 * Messages, oldest first: stays where it stands, follows the newest when it is at the end, loads more at its
 * edges.
 */
export function MessageList({ thread, label, beginning }: MessageListProps) {
  const { t } = useWords();
  const room = useChatRoom();
  const list = useRoom((state) =>
    thread === null ? state.main : (state.threads.get(thread) ?? EMPTY_WINDOW),
  );
  const messages = useRoom((state) => state.messages);
  const me = useRoom((state) => state.you?.user_id ?? null);
  const unreadAfter = useRoom((state) => (thread === null ? state.unreadAfter : null));
  const newestSeq = useRoom((state) => state.newestSeq);
  const latestSeq = useRoom((state) => state.latestSeq);
  const phase = useRoom((state) => state.phase);
  const target = useUi((state) => state.target);
  const pending = usePending(thread);
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const standing = useRef<Standing>({ isAtEnd: true });
  const placed = useRef(false);
  const shownTarget = useRef(0);
  const [isAtEnd, setAtEnd] = useState(true);
  const [seenSeq, setSeenSeq] = useState(0);
  const [marked, setMarked] = useState<string | null>(null);
  const [failed, setFailed] = useState<"older" | "newer" | null>(null);
  const canFollow = !list.hasNewer;
  const follow = useRef(canFollow);
  follow.current = canFollow;

  const shown = useMemo(() => list.ids.flatMap((id) => messages.get(id) ?? []), [list.ids, messages]);
  const rows = useMemo(() => {
    const hasEdge = !list.hasOlder || (shown[0]?.seq ?? 0) <= (unreadAfter ?? 0);
    return rowsOf(shown, hasEdge ? unreadAfter : null, me, dayKey);
  }, [shown, list.hasOlder, unreadAfter, me]);
  const { active, onKeyDown, onFocus } = useRoving(list.ids);

  const load = useCallback(
    async (side: "older" | "newer") => {
      const isDone = await (side === "older"
        ? room.older(thread ?? undefined)
        : room.newer(thread ?? undefined));
      setFailed((before) => (isDone ? (before === side ? null : before) : side));
    },
    [room, thread],
  );

  const fill = useRef(() => {});
  fill.current = () => {
    const it = box.current;
    if (!it || !placed.current || phase !== "in") return;
    if (list.hasOlder && it.scrollTop < NEAR_PX && failed !== "older") void load("older");
    if (list.hasNewer && distanceToEnd(it) < NEAR_PX && failed !== "newer") void load("newer");
  };

  /** Takes note of where the list stands, and asks for what is missing around it. */
  const settle = useCallback(() => {
    const it = box.current;
    if (!it || !placed.current) return;
    standing.current = standingOf(it, follow.current) ?? standing.current;
    setAtEnd(standing.current.isAtEnd);
    if (thread === null) room.follow(standing.current.isAtEnd);
    fill.current();
  }, [room, thread]);

  // Where the list begins: at what is new, or at its end.
  useLayoutEffect(() => {
    const it = box.current;
    if (!it || placed.current || !list.isLoaded) return;
    placed.current = true;
    const line = it.querySelector<HTMLElement>('[data-key="unread"]');
    if (line) it.scrollTop = line.offsetTop - it.clientHeight / 3;
    else it.scrollTop = it.scrollHeight;
    settle();
  }, [list.isLoaded, settle]);

  // A message that somebody wants to see.
  useLayoutEffect(() => {
    const it = box.current;
    if (!it || target === null || target.n === shownTarget.current || thread !== null) return;
    const row = it.querySelector<HTMLElement>(`[data-message="${CSS.escape(target.id)}"]`);
    if (!row) return;
    shownTarget.current = target.n;
    placed.current = true;
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
    setMarked(target.id);
    settle();
  });
  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => setMarked(null), MARK_MS);
    return () => clearTimeout(timer);
  }, [marked]);

  // What grows by itself (pictures, the box when the keyboard comes) moves nothing.
  useLayoutEffect(() => {
    const [it, inner] = [box.current, content.current];
    if (!it || !inner) return;
    const observer = new ResizeObserver(() => {
      if (placed.current) restore(it, standing.current);
    });
    observer.observe(it);
    observer.observe(inner);
    return () => observer.disconnect();
  }, []);

  // After every change, and with every scroll: is there enough on both sides?
  useEffect(() => fill.current());
  useEffect(() => {
    if (phase === "in") setFailed(null);
  }, [phase]);

  // Read is what was at the end of a page that was looked at.
  useEffect(() => {
    if (thread !== null) return;
    const read = () => {
      if (document.hidden || !isAtEnd || !canFollow || !placed.current) return;
      setSeenSeq(newestSeq);
      room.read(latestSeq);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [thread, isAtEnd, canFollow, newestSeq, latestSeq, room]);

  const toNewest = async () => {
    if (thread === null && !(await room.toNewest())) return;
    standing.current = { isAtEnd: true };
    if (box.current) restore(box.current, standing.current);
    settle();
  };
  // Who writes wants to see it.
  const lastPending = pending.at(-1)?.id;
  const writtenSeen = useRef(lastPending);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each message that was written.
  useEffect(() => {
    const isNew = lastPending !== undefined && lastPending !== writtenSeen.current;
    writtenSeen.current = lastPending;
    if (isNew) void toNewest();
  }, [lastPending]);

  const news = shown.filter((it) => it.seq > seenSeq && it.author.user_id !== me).length;
  const hasPill = list.isLoaded && (!isAtEnd || !canFollow);
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label={label}
        aria-busy={!list.isLoaded}
        onScroll={settle}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        className="min-h-0 grow overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div ref={content} className="flex min-h-full flex-col justify-end pb-3">
          {list.hasOlder ? <Edge isFailed={failed === "older"} onRetry={() => void load("older")} /> : null}
          {list.isLoaded && !list.hasOlder ? beginning : null}
          {list.isLoaded ? null : <Skeleton />}
          <ScrollKeeper
            box={box}
            canFollow={canFollow}
            onKept={(it) => {
              standing.current = it;
            }}
          >
            {rows.map((row) => (
              <div key={row.key} data-key={row.key}>
                {row.t === "day" ? <DayRow at={row.at} /> : null}
                {row.t === "unread" ? <UnreadRow /> : null}
                {row.t === "message" ? (
                  <MessageRow
                    id={row.id}
                    isHead={row.isHead}
                    isActive={active === row.id}
                    isMarked={marked === row.id}
                    isInThread={thread !== null}
                  />
                ) : null}
              </div>
            ))}
            {canFollow
              ? pending.map((item) => (
                  <div key={item.id} data-key={item.id}>
                    <PendingRow item={item} />
                  </div>
                ))
              : null}
          </ScrollKeeper>
          {list.hasNewer ? <Edge isFailed={failed === "newer"} onRetry={() => void load("newer")} /> : null}
        </div>
      </div>
      {hasPill ? (
        <button
          type="button"
          onClick={() => void toNewest()}
          className="absolute bottom-3 left-1/2 z-20 flex min-h-11 w-max -translate-x-1/2 items-center gap-2 rounded-full bg-ink px-4 text-sm font-semibold text-bg shadow-float"
        >
          <ArrowDown className="size-4" aria-hidden="true" />
          {news > 0 ? t("chat.newMessages", { count: news }) : t("chat.toNewest")}
        </button>
      ) : null}
    </div>
  );
}

function Edge({ isFailed, onRetry }: { isFailed: boolean; onRetry: () => void }) {
  const { t } = useWords();
  return (
    <div className="flex min-h-14 items-center justify-center gap-3 text-sm text-ink-3">
      {isFailed ? (
        <>
          {t("chat.loadFailed")}
          <Button onClick={onRetry}>{t("app.retry")}</Button>
        </>
      ) : (
        t("chat.loadingOlder")
      )}
    </div>
  );
}

const WIDTHS = ["w-2/3", "w-1/2", "w-4/5", "w-2/5", "w-3/5"];

function Skeleton() {
  return WIDTHS.map((width) => (
    <div key={width} className="flex gap-3 px-4 py-2.5" aria-hidden="true">
      <span className="skeleton size-10 rounded-full!" />
      <span className="flex grow flex-col gap-2 pt-1">
        <span className="skeleton h-4 w-28" />
        <span className={`skeleton h-4 ${width}`} />
      </span>
    </div>
  ));
}
