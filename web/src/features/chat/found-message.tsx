import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { FileText, MessagesSquare } from "lucide-react";
import { moment } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { plainText } from "../../models/chat/markdown.ts";
import { Monogram } from "../../ui/monogram.tsx";
import { useRoomUi } from "./room-ui.tsx";

/** A message in a list beside the conversation; a press shows it where it was said. */
export function FoundMessage({ message, isWide }: { message: ChatMessage; isWide: boolean }) {
  const { t, language } = useWords();
  const ui = useRoomUi();
  const { author, at, body, attachments, thread_id } = message;
  const show = async () => {
    const target = thread_id === null ? { seq: message.seq } : { messageId: thread_id };
    const isShown = await ui.show(target);
    if (!isShown) toast(t("chat.missing"));
    if (thread_id !== null) ui.store.setState({ panel: { t: "thread", id: thread_id } });
    else if (!isWide || matchMedia("(width < 64rem)").matches) ui.store.setState({ panel: null });
  };
  return (
    <li>
      <button
        type="button"
        title={t("chat.jump")}
        onClick={() => void show()}
        className="grid w-full grid-cols-[2rem_minmax(0,1fr)] gap-x-3 rounded-2xl px-3 py-2.5 text-left hover:bg-surface focus-visible:-outline-offset-2"
      >
        <Monogram name={author.username} className="size-8 text-sm" />
        <span className="min-w-0">
          <span className="flex items-baseline gap-2">
            <span className="truncate text-sm font-bold">{author.username}</span>
            <span className="shrink-0 text-xs text-ink-3 tabular">{moment(at, language)}</span>
          </span>
          <span className="line-clamp-3 text-sm wrap-anywhere text-ink-2">{plainText(body)}</span>
          {attachments.map(({ id, name }) => (
            <span key={id} className="flex items-center gap-1.5 truncate text-xs text-ink-3">
              <FileText className="size-3.5 shrink-0" aria-hidden="true" />
              {name}
            </span>
          ))}
          {thread_id === null ? null : (
            <span className="flex items-center gap-1.5 text-xs text-ink-3">
              <MessagesSquare className="size-3.5" aria-hidden="true" />
              {t("chat.thread")}
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
