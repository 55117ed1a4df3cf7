import { CornerUpRight } from "lucide-react";
import { useEffect } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { plainText } from "../../models/chat/markdown.ts";
import { useRoomUi } from "./room-ui.tsx";

/** The message that one answers, in a line; a press shows it. */
export function MessageQuote({ messageId }: { messageId: string }) {
  const { t } = useWords();
  const ui = useRoomUi();
  const room = useChatRoom();
  const quoted = useRoom((state) => state.messages.get(messageId));
  const isIn = useRoom((state) => state.phase === "in");
  useEffect(() => {
    if (isIn) room.fetch(messageId);
  }, [room, isIn, messageId]);
  const show = async () => {
    if (!(await ui.show({ messageId }))) toast(t("chat.missing"));
  };
  return (
    <button
      type="button"
      onClick={() => void show()}
      className="mb-0.5 flex min-h-6 max-w-full items-center gap-1.5 text-left text-sm text-ink-2 hover:text-ink"
    >
      <CornerUpRight className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      {quoted ? (
        <>
          <span className="sr-only">{t("chat.replyTo", { name: quoted.author.username })}</span>
          <span className="shrink-0 font-semibold" aria-hidden="true">
            {quoted.author.username}
          </span>
          <span className="truncate">
            {quoted.deleted
              ? t("chat.replyDeleted")
              : plainText(quoted.body).slice(0, 160) || quoted.attachments[0]?.name}
          </span>
        </>
      ) : (
        <span className="truncate">{t("chat.replyEarlier")}</span>
      )}
    </button>
  );
}
