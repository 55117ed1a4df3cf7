import { Clock, RotateCw, TriangleAlert } from "lucide-react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { OutboxItem } from "../../models/chat/outbox.ts";
import { MessageBody } from "./message-body.tsx";
import { scopeOf, useRoomUi } from "./room-ui.tsx";
import { useSecondsUntil } from "./use-seconds-until.ts";

type FailedKey =
  `chat.${"failed" | "failedSlow" | "failedMuted" | "failedFast" | "failedWatched" | "failedForbidden" | "failedBlocked" | "failedFile" | "failedGone" | "failedVerify" | "failedText"}`;
const WHY: Record<string, FailedKey> = {
  slow_mode: "chat.failedSlow",
  muted: "chat.failedMuted",
  rate_limited: "chat.failedFast",
  watched: "chat.failedWatched",
  forbidden: "chat.failedForbidden",
  blocked: "chat.failedBlocked",
  attachment_invalid: "chat.failedFile",
  not_found: "chat.failedGone",
  email_not_verified: "chat.failedVerify",
  body_invalid: "chat.failedText",
  empty: "chat.failedText",
};

/**
 * A message that the room has not confirmed: on its way, waiting for the line, or refused with what one can
 * do about it.
 */
export function PendingRow({ item }: { item: OutboxItem }) {
  const { t } = useWords();
  const room = useChatRoom();
  const ui = useRoomUi();
  const wait = useSecondsUntil(item.retryAt);
  const isFailed = item.status === "failed";
  const edit = () => {
    const taken = room.discard(item.id);
    if (!taken) return;
    const scope = scopeOf(taken.thread);
    ui.store.setState(({ handed, replies }) => ({
      handed: { scope, text: taken.body, n: (handed?.n ?? 0) + 1 },
      replies: taken.replyTo === null ? replies : { ...replies, [scope]: taken.replyTo },
    }));
  };
  const action = "min-h-8 rounded-full px-3 text-sm font-semibold";
  return (
    <div
      data-pending={item.id}
      className={`grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-3 rounded-xl px-3 pt-1 pb-1 sm:px-4 ${isFailed ? "mt-2 bg-danger-surface" : ""}`}
    >
      <span className="flex justify-end pt-1 text-ink-3">
        {isFailed ? (
          <TriangleAlert className="size-4.5 text-danger" aria-hidden="true" />
        ) : (
          <Clock className="size-4" aria-hidden="true" />
        )}
      </span>
      <div className="min-w-0">
        <div className={isFailed ? "" : "text-ink-2"}>
          {item.body === "" ? null : <MessageBody text={item.body} />}
          {item.attachments.map(({ id, name }) => (
            <p key={id} className="truncate text-sm">
              {name}
            </p>
          ))}
        </div>
        {isFailed ? (
          <div role="alert" className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-1">
            <p className="mr-2 text-sm font-semibold text-danger">
              {t(WHY[item.code ?? ""] ?? "chat.failed")}
            </p>
            <button
              type="button"
              disabled={wait > 0}
              onClick={() => room.retry(item.id)}
              className={`${action} flex items-center gap-1.5 bg-ink text-bg disabled:opacity-60`}
            >
              <RotateCw className="size-3.5" aria-hidden="true" />
              {wait > 0 ? t("chat.retryIn", { time: clock(wait) }) : t("app.retry")}
            </button>
            <button type="button" onClick={edit} className={`${action} ring-1 ring-line-strong ring-inset`}>
              {t("chat.edit")}
            </button>
            <button type="button" onClick={() => room.discard(item.id)} className={action}>
              {t("chat.discard")}
            </button>
          </div>
        ) : (
          <p className="text-xs text-ink-3">
            {t(item.status === "waiting" ? "chat.waiting" : "chat.sending")}
          </p>
        )}
      </div>
    </div>
  );
}
