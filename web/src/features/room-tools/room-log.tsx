import type { ModerationEntry } from "@veza/contracts/ws/chat";
import { useCallback, useEffect, useState } from "react";
import { useRefusalText } from "../../components/chat/refusal-text.ts";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { moment } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { logWordOf } from "../../models/rooms/log-words.ts";
import { Button } from "../../ui/button.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

/** What was done in the room, by whom and why, newest first. A ban can be lifted from its line. */
export function RoomLog() {
  const { t, language } = useWords();
  const room = useChatRoom();
  const people = useRoom((state) => state.people);
  const textOf = useRefusalText();
  const refuse = useRefusalToast();
  const [entries, setEntries] = useState<readonly ModerationEntry[] | null>(null);
  const [hasMore, setHasMore] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const load = useCallback(
    async (before?: number) => {
      const answer = await room.log(before);
      if (!answer.ok) return setError(answer.code);
      setError(null);
      setHasMore(answer.has_more);
      setEntries((known) => (before === undefined ? answer.entries : [...(known ?? []), ...answer.entries]));
    },
    [room],
  );
  useEffect(() => void load(), [load]);
  if (error !== null)
    return (
      <p role="alert" className="text-danger">
        {textOf({ code: error })}
      </p>
    );
  if (entries === null) return <div className="skeleton h-64" aria-busy="true" />;
  if (entries.length === 0) return <p className="text-ink-2">{t("manage.noLog")}</p>;
  const nameOf = (userId: string | null) =>
    userId === null ? t("manage.platform") : `@${people.get(userId)?.username ?? userId.slice(-6)}`;
  const lift = async (userId: string) => {
    if (refuse(await room.unban(userId), "")) await load();
  };
  return (
    <>
      <ol className="flex flex-col divide-y divide-line">
        {entries.map((entry) => (
          <li key={entry.n} className="flex items-center gap-4 py-3">
            <div className="min-w-0 grow">
              <p className="font-medium">
                {t(`logged.${logWordOf(entry.action)}`, {
                  name: nameOf(entry.user_id),
                  role: String(entry.detail.to ?? ""),
                  action: entry.action,
                })}
              </p>
              <p className="text-sm text-ink-2">
                {t("manage.logBy", { name: nameOf(entry.by) })}
                {entry.reason === null ? "" : ` · ${entry.reason}`}
              </p>
              <time dateTime={entry.at} className="text-xs text-ink-3">
                {moment(entry.at, language)}
              </time>
            </div>
            {entry.action === "member.ban" && entry.user_id !== null ? (
              <Button look="plain" onClick={() => entry.user_id !== null && void lift(entry.user_id)}>
                {t("members.unban")}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
      {hasMore ? (
        <Button look="plain" className="w-full" onClick={() => void load(entries.at(-1)?.n)}>
          {t("manage.logMore")}
        </Button>
      ) : null}
    </>
  );
}
