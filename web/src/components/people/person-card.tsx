import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { Ban, Bot, MessageSquare, UserRound } from "lucide-react";
import { codeOf } from "../../lib/api/api-error.ts";
import { day } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { blockMutation, personQuery } from "../../models/people/calls.ts";
import { createConversationMutation } from "../../models/rooms/calls.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Monogram } from "../../ui/monogram.tsx";
import { LoadFailed } from "../../ui/state-message.tsx";
import { useMe } from "../account/use-session.ts";

/** Who somebody is, and what one can do about it: write, look at their page, block. */
export function PersonCard({ person, onClose }: { person: ChatAuthor; onClose: () => void }) {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const { data, error, isError, refetch } = useQuery(personQuery(person.user_id));
  const block = useMutation(blockMutation);
  const write = useMutation(createConversationMutation);
  const name = person.username;
  const isMe = me?.id === person.user_id;
  const isBot = person.is_bot === true;
  const fail = (cause: unknown) => toast(t(`error.${codeOf(cause)}`), { tone: "error" });
  const message = () =>
    write.mutate(
      { user_ids: [person.user_id] },
      {
        onError: fail,
        onSuccess: (room) => {
          onClose();
          void navigate({ to: "/rooms/$room", params: { room: room.id } });
        },
      },
    );
  const toggleBlock = (isBlocked: boolean) =>
    block.mutate(
      { userId: person.user_id, isBlocked },
      {
        onError: fail,
        onSuccess: () => toast(t(isBlocked ? "person.blockedToast" : "person.unblockedToast", { name })),
      },
    );
  return (
    <Modal isOpen onClose={onClose} title={`@${name}`}>
      <div className="flex items-center gap-5">
        <Monogram name={name} className="size-20 text-3xl" />
        <div className="min-w-0 text-ink-2">
          {isBot ? (
            <p className="flex items-center gap-1.5 font-semibold text-ink">
              <Bot className="size-4.5" aria-hidden="true" />
              {t("person.bot")}
            </p>
          ) : null}
          {data ? (
            <>
              <p>{t("person.since", { date: day(data.created_at, language) })}</p>
              <p className="tabular">{t("person.tracks", { count: data.track_count })}</p>
            </>
          ) : isError ? null : (
            <div className="skeleton h-12 w-44" aria-busy="true" />
          )}
        </div>
      </div>
      {isError ? (
        <LoadFailed title={t("person.failed")} error={error} onRetry={() => void refetch()} />
      ) : null}
      {isBot ? <p className="mt-4 text-sm text-ink-2">{t("person.botHint")}</p> : null}
      {data?.is_blocked === true ? (
        <p className="mt-4 rounded-xl bg-surface px-4 py-3 text-sm">{t("person.blocked", { name })}</p>
      ) : null}
      <div className="mt-6 flex flex-wrap gap-2">
        {isMe || isBot || data?.is_blocked === true ? null : (
          <Button look="primary" onClick={message} disabled={write.isPending}>
            <MessageSquare className="size-4.5" aria-hidden="true" />
            {t("person.message")}
          </Button>
        )}
        {isBot ? null : (
          <Link
            to="/u/$username"
            params={{ username: name }}
            onClick={onClose}
            className={buttonClass("quiet")}
          >
            <UserRound className="size-4.5" aria-hidden="true" />
            {t("person.profile")}
          </Link>
        )}
        {isMe || data === undefined ? null : (
          <Button look="plain" onClick={() => toggleBlock(!data.is_blocked)} disabled={block.isPending}>
            <Ban className="size-4.5" aria-hidden="true" />
            {t(data.is_blocked ? "person.unblock" : "person.block")}
          </Button>
        )}
      </div>
    </Modal>
  );
}
