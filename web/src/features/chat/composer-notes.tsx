import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../components/button.tsx";
import { plainText } from "../../lib/chat/markdown.ts";
import { useRoom } from "../../lib/chat/room-context.tsx";
import { clock } from "../../lib/format.ts";
import { momentOf } from "./times.ts";
import type { useComposer } from "./use-composer.ts";

type Composing = ReturnType<typeof useComposer>;

/** Above the text: what is being answered or changed. */
export function ComposerNote({ composer }: { composer: Composing }) {
  const { t } = useTranslation();
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
  const { t, i18n } = useTranslation();
  const slowMode = useRoom(({ room }) => room?.slow_mode_ms ?? 0);
  const { hindrance, wait, isWaiting } = composer;
  const words = isWaiting
    ? t("chat.willSend")
    : hindrance === null
      ? null
      : hindrance.why === "read_only"
        ? t("chat.readOnly")
        : hindrance.why === "muted"
          ? t("chat.mutedUntil", { time: momentOf(new Date(hindrance.until).toISOString(), i18n.language) })
          : wait > 0
            ? t("chat.slowHint", { time: clock(slowMode / 1000) })
            : null;
  return (
    <p role="status" className={words === null ? "sr-only" : "px-3 pt-1.5 text-xs text-ink-2"}>
      {words}
    </p>
  );
}
