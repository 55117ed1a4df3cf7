import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { MessagesSquare, Pin } from "lucide-react";
import { memo, useRef, useState } from "react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { moment, timeOfDay } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Monogram } from "../../ui/monogram.tsx";
import { MessageBody } from "./message-body.tsx";
import { MessageCard } from "./message-card.tsx";
import { MessageFiles } from "./message-files.tsx";
import { MessageQuote } from "./message-quote.tsx";
import { MessageReactions } from "./message-reactions.tsx";
import { MessageTools } from "./message-tools.tsx";
import { useRoomUi } from "./room-ui.tsx";

interface MessageRowProps {
  id: string;
  isHead: boolean;
  /** The keyboard stands here, or would. */
  isActive: boolean;
  /** Just jumped to. */
  isMarked: boolean;
  isInThread: boolean;
}

/** A thumb that rests so long asks what can be done. */
const LONG_PRESS_MS = 450;

export const MessageRow = memo(function MessageRow({
  id,
  isHead,
  isActive,
  isMarked,
  isInThread,
}: MessageRowProps) {
  const { t, language } = useWords();
  const message = useRoom((state) => state.messages.get(id));
  const isNamed = useRoom(
    ({ you }) => message !== undefined && you !== null && message.mentions.includes(you.user_id),
  );
  const ui = useRoomUi();
  const [isNear, setNear] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const press = useRef<ReturnType<typeof setTimeout> | null>(null);
  if (!message) return null;
  const { author, at } = message;
  const release = () => {
    if (press.current !== null) clearTimeout(press.current);
    press.current = null;
  };
  const onPointerDown = (event: React.PointerEvent) => {
    if (event.pointerType !== "touch" || message.deleted) return;
    release();
    press.current = setTimeout(() => ui.store.setState({ dialog: { t: "actions", message } }), LONG_PRESS_MS);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.key !== "Enter" || message.deleted) return;
    event.preventDefault();
    setMenuOpen(true);
  };
  const hasTools = !message.deleted && (isNear || isFocused || isHeld || isMenuOpen);
  return (
    <article
      data-message={id}
      aria-label={`${author.username}, ${moment(at, language)}`}
      tabIndex={isActive ? 0 : -1}
      onPointerEnter={(event) => event.pointerType === "mouse" && setNear(true)}
      onPointerLeave={() => setNear(false)}
      onPointerDown={onPointerDown}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerMove={(event) => Math.abs(event.movementX) + Math.abs(event.movementY) > 3 && release()}
      onFocus={() => setFocused(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFocused(false)}
      onKeyDown={onKeyDown}
      className={`relative grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-3 rounded-xl px-3 focus-visible:-outline-offset-2 pointer-coarse:select-none sm:px-4 ${isHead ? "mt-3 pt-1" : "pt-0.5"} pb-0.5 transition-colors duration-700 ${isMarked ? "bg-accent/18" : isNamed ? "bg-accent/8" : hasTools ? "bg-surface" : ""}`}
    >
      {isHead ? (
        <span className="pt-0.5">
          <Monogram name={author.username} className="size-10 text-lg" />
        </span>
      ) : (
        <time
          dateTime={at}
          aria-hidden="true"
          className={`pt-1 text-right text-xs leading-5 text-ink-3 tabular ${hasTools ? "" : "invisible"}`}
        >
          {timeOfDay(at, language)}
        </time>
      )}
      <div className="min-w-0">
        {message.reply_to === null ? null : <MessageQuote messageId={message.reply_to} />}
        {isHead ? <Head message={message} /> : null}
        <Content message={message} isInThread={isInThread} />
      </div>
      {hasTools ? (
        <MessageTools
          message={message}
          isMenuOpen={isMenuOpen}
          onMenu={(isOpen) => {
            setMenuOpen(isOpen);
            if (!isOpen && isFocused) document.querySelector<HTMLElement>(`[data-message="${id}"]`)?.focus();
          }}
          onHold={setHeld}
        />
      ) : null}
      {isActive ? <span className="sr-only">{t("chat.keys")}</span> : null}
    </article>
  );
});

function Head({ message }: { message: ChatMessage }) {
  const { t, language } = useWords();
  const ui = useRoomUi();
  const { author, at } = message;
  return (
    <div className="flex min-w-0 items-baseline gap-2 leading-6">
      <button
        type="button"
        onClick={() => ui.onPerson(author)}
        className="min-h-6 truncate font-bold hover:underline"
      >
        {author.username}
      </button>
      {author.is_bot === true ? (
        <span className="rounded-md bg-raised px-1.5 text-xs font-bold text-ink-2 ring-1 ring-line ring-inset">
          {t("chat.bot")}
        </span>
      ) : null}
      <time dateTime={at} title={moment(at, language)} className="shrink-0 text-xs text-ink-3 tabular">
        {timeOfDay(at, language)}
      </time>
    </div>
  );
}

function Content({ message, isInThread }: { message: ChatMessage; isInThread: boolean }) {
  const { t, language } = useWords();
  const ui = useRoomUi();
  if (message.deleted)
    return (
      <>
        <p className="text-ink-3 italic">{t("chat.deleted")}</p>
        <ThreadLink message={message} isInThread={isInThread} />
      </>
    );
  return (
    <>
      {message.body === "" ? null : <MessageBody text={message.body} />}
      {message.attachments.length === 0 ? null : <MessageFiles files={message.attachments} />}
      {message.cards.map((card) => (
        <MessageCard key={`${card.kind} ${card.id}`} card={card} />
      ))}
      {message.edited_at === null && !message.pinned ? null : (
        <p className="flex items-center gap-3 text-xs text-ink-3">
          {message.edited_at === null ? null : (
            <span title={t("chat.editedAt", { time: moment(message.edited_at, language) })}>
              {t("chat.edited")}
            </span>
          )}
          {message.pinned ? (
            <button
              type="button"
              onClick={() => ui.store.setState({ panel: { t: "pins" } })}
              className="flex min-h-6 items-center gap-1 hover:text-ink"
            >
              <Pin className="size-3.5" aria-hidden="true" />
              {t("chat.pinned")}
            </button>
          ) : null}
        </p>
      )}
      {message.reactions.length === 0 ? null : <MessageReactions message={message} />}
      <ThreadLink message={message} isInThread={isInThread} />
    </>
  );
}

function ThreadLink({ message, isInThread }: { message: ChatMessage; isInThread: boolean }) {
  const { t } = useWords();
  const ui = useRoomUi();
  if (message.thread_count === 0 || isInThread) return null;
  return (
    <button
      type="button"
      aria-label={t("chat.openThread", { count: message.thread_count })}
      onClick={() => ui.store.setState({ panel: { t: "thread", id: message.id } })}
      className="mt-1 -ml-2 flex min-h-8 items-center gap-2 rounded-full px-2 text-sm font-semibold text-accent-ink hover:bg-raised"
    >
      <MessagesSquare className="size-4" aria-hidden="true" />
      {t("chat.replies", { count: message.thread_count })}
    </button>
  );
}
