import { X } from "lucide-react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { clock, moment } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { plainText } from "../../models/chat/markdown.ts";
import { IconButton } from "../../ui/button.tsx";
import type { useComposer } from "./use-composer.ts";

type Composing = ReturnType<typeof useComposer>;

/** Above the text: what is being answered or changed. */
export function ComposerNote({ composer }: { composer: Composing }) {
  const { t } = useWords();
  const { isEditing, replyTo, stopReply } = composer;
  const replied = useRoom((state) => (replyTo === null ? undefined : state.messages.get(replyTo)));
  if (isEditing) return <p className="px-3 pb-1.5 text-sm text-ink-2">{t("chat.editing")}</p>;
  if (!replied) return null;
  return (
    <div className="flex items-center gap-2 pl-3 text-sm text-ink-2">
      <p className="min-w-0 grow truncate">
        <span className="font-semibold">{t("chat.replyingTo", { name: replied.author.username })}</span>{" "}
        <span className="text-ink-3">{plainText(replied.body).slice(0, 120)}</span>
      </p>
      <IconButton label={t("chat.cancelReply")} onClick={stopReply}>
        <X className="size-4" aria-hidden="true" />
      </IconButton>
    </div>
  );
}

/** Below the text: why it cannot be sent yet. */
export function WritingNotice({ composer }: { composer: Composing }) {
  const { t, language } = useWords();
  const slowMode = useRoom(({ room }) => room?.slow_mode_ms ?? 0);
  const { hindrance, wait, isWaiting } = composer;
  const words = isWaiting
    ? t("chat.willSend")
    : hindrance === null
      ? null
      : hindrance.why === "read_only"
        ? t("chat.readOnly")
        : hindrance.why === "muted"
          ? t("chat.mutedUntil", { time: moment(new Date(hindrance.until).toISOString(), language) })
          : wait > 0
            ? t("chat.slowHint", { time: clock(slowMode / 1000) })
            : null;
  return (
    <p role="status" className={words === null ? "sr-only" : "px-3 pt-1.5 text-xs text-ink-2"}>
      {words}
    </p>
  );
}
