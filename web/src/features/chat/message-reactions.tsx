import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { SmilePlus } from "lucide-react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { EmojiPicker } from "./emoji-picker.tsx";
import { useRoomActions } from "./use-room-actions.ts";

/** Reactions with their counts: a press adds or takes away one's own. */
export function MessageReactions({ message }: { message: ChatMessage }) {
  const { t } = useWords();
  const { react } = useRoomActions();
  return (
    <ul aria-label={t("chat.reactions")} className="mt-1.5 flex flex-wrap items-center gap-1.5">
      {message.reactions.map(({ emoji, count, me = false }) => (
        <li key={emoji}>
          <button
            type="button"
            aria-pressed={me}
            aria-label={t("chat.reaction", { emoji, count })}
            onClick={() => react(message, emoji)}
            className={`inline-flex min-h-8 items-center gap-1.5 rounded-full px-2.5 text-sm font-semibold tabular ring-1 ring-inset transition-colors ${me ? "bg-accent/20 text-ink ring-accent-ink" : "bg-raised text-ink-2 ring-line hover:ring-line-strong"}`}
          >
            <span className="text-base leading-none">{emoji}</span>
            {count}
          </button>
        </li>
      ))}
      <li>
        <EmojiPicker
          onPick={(emoji) => react(message, emoji)}
          trigger={
            <button
              type="button"
              aria-label={t("chat.addReaction")}
              title={t("chat.addReaction")}
              className="grid size-8 place-items-center rounded-full text-ink-3 hover:bg-raised hover:text-ink"
            >
              <SmilePlus className="size-4.5" aria-hidden="true" />
            </button>
          }
        />
      </li>
    </ul>
  );
}
