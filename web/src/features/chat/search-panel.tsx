import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { FoundMessage } from "./found-message.tsx";

const ASK_AFTER_MS = 250;

interface Found {
  query: string;
  messages: readonly ChatMessage[];
  hasMore: boolean;
  isFailed: boolean;
}

/** Words in the messages of this room, newest first. */
export function SearchPanel({ isWide }: { isWide: boolean }) {
  const { t } = useWords();
  const room = useChatRoom();
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const wanted = query.trim();
    if (wanted === "") {
      setFound(null);
      return;
    }
    let isOld = false;
    const timer = setTimeout(async () => {
      const answer = await room.search(wanted);
      if (isOld) return;
      setFound({
        query: wanted,
        messages: answer.ok ? answer.messages : [],
        hasMore: answer.ok && answer.has_more,
        isFailed: !answer.ok,
      });
    }, ASK_AFTER_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [query, room]);
  const more = async () => {
    const last = found?.messages.at(-1);
    if (!found || !last) return;
    const answer = await room.search(found.query, last.seq);
    if (answer.ok)
      setFound((before) =>
        before?.query === found.query
          ? { ...before, messages: [...before.messages, ...answer.messages], hasMore: answer.has_more }
          : before,
      );
  };
  return (
    <>
      <label className="relative m-3 block shrink-0">
        <span className="sr-only">{t("chat.searchFor")}</span>
        <Search
          className="pointer-events-none absolute top-3 left-3.5 size-5 text-ink-3"
          aria-hidden="true"
        />
        <input
          ref={field}
          type="search"
          value={query}
          maxLength={200}
          placeholder={t("chat.searchFor")}
          onChange={(event) => setQuery(event.target.value)}
          className="min-h-11 w-full rounded-xl border border-line-strong bg-bg pr-3 pl-11 text-base placeholder:text-ink-3"
        />
      </label>
      <div role="status" className="px-5 text-sm text-ink-3">
        {found === null
          ? t("chat.searchHint")
          : found.isFailed
            ? t("chat.panelFailed")
            : found.messages.length === 0
              ? t("chat.foundNone", { query: found.query })
              : null}
      </div>
      <ul aria-label={t("chat.found")} className="min-h-0 grow overflow-y-auto px-2 pb-4">
        {found?.messages.map((message) => (
          <FoundMessage key={message.id} message={message} isWide={isWide} />
        ))}
        {found?.hasMore ? (
          <li className="grid justify-center pt-3">
            <Button onClick={() => void more()}>{t("chat.foundMore")}</Button>
          </li>
        ) : null}
      </ul>
    </>
  );
}
