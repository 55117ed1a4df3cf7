import { isReadOnly } from "@veza/contracts/permissions/room";
import type { ChatAuthor, ChatMember, MemberRole } from "@veza/contracts/ws/chat-room";
import { Crown, Search, Shield } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { moment } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { Monogram } from "../../ui/monogram.tsx";
import { type Act, ActDialog } from "./act-dialog.tsx";
import { MemberMenu } from "./member-menu.tsx";
import { useMembers } from "./use-members.ts";

const MARKS: Partial<Record<MemberRole, typeof Crown>> = { owner: Crown, moderator: Shield };

/** Who is in the room, who is here now, and what moderators can do about somebody. */
export function MembersPanel({ onPerson }: { onPerson: (person: ChatAuthor) => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState("");
  const [act, setAct] = useState<{ act: Act; member: ChatMember } | null>(null);
  const query = useDeferredValue(typed.trim().toLowerCase());
  const list = useMembers(query);
  const count = useRoom((state) => state.room?.member_count ?? 0);
  return (
    <section aria-labelledby="room-members" className="flex h-full min-h-0 flex-col">
      <h2 id="room-members" className="flex items-baseline justify-between px-4 pt-4 pb-2 font-bold">
        {t("members.title")}
        <span className="text-sm font-medium text-ink-3 tabular">{count}</span>
      </h2>
      <label className="relative mx-3 mb-2 block">
        <span className="sr-only">{t("members.search")}</span>
        <Search
          className="pointer-events-none absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-ink-3"
          aria-hidden="true"
        />
        <input
          type="search"
          value={typed}
          maxLength={50}
          autoCapitalize="none"
          spellCheck={false}
          placeholder={t("members.search")}
          onChange={(event) => setTyped(event.target.value)}
          className="min-h-11 w-full rounded-full bg-surface pr-3 pl-10 text-sm placeholder:text-ink-3"
        />
      </label>
      <div className="min-h-0 grow overflow-y-auto px-2 pb-4">
        <Members
          list={list}
          query={query}
          onPerson={onPerson}
          onAct={(act, member) => setAct({ act, member })}
        />
      </div>
      {act ? (
        <ActDialog act={act.act} member={act.member} onClose={() => setAct(null)} onDone={list.retry} />
      ) : null}
    </section>
  );
}

interface MembersProps {
  list: ReturnType<typeof useMembers>;
  query: string;
  onPerson: (person: ChatAuthor) => void;
  onAct: (act: Act, member: ChatMember) => void;
}

function Members({ list, query, onPerson, onAct }: MembersProps) {
  const { t } = useWords();
  if (list.isPending) {
    return (
      <div className="flex flex-col gap-2 px-2" aria-busy="true">
        {[1, 2, 3].map((row) => (
          <div key={row} className="skeleton h-10" />
        ))}
      </div>
    );
  }
  if (list.error !== null && list.members.length === 0) {
    return (
      <div role="alert" className="px-3 py-4 text-sm">
        <p className="mb-3 text-ink-2">{t("members.failed")}</p>
        <Button onClick={list.retry}>{t("app.retry")}</Button>
      </div>
    );
  }
  if (list.members.length === 0)
    return <p className="px-3 py-4 text-sm text-ink-2">{query === "" ? null : t("members.nobody")}</p>;
  return (
    <>
      <ul>
        {list.members.map((member) => (
          <Row key={member.user_id} member={member} onPerson={onPerson} onAct={onAct} onDone={list.retry} />
        ))}
      </ul>
      {list.hasMore ? (
        <Button look="plain" className="w-full" onClick={list.more}>
          {t("members.more")}
        </Button>
      ) : null}
    </>
  );
}

/** An end so far away stands for none. */
const FOREVER_MS = 10 * 366 * 86_400_000;
const DOTS = { online: "bg-ok", idle: "bg-accent", dnd: "bg-danger" } as const;

function Row({
  member,
  onPerson,
  onAct,
  onDone,
}: {
  member: ChatMember;
  onPerson: (person: ChatAuthor) => void;
  onAct: (act: Act, member: ChatMember) => void;
  onDone: () => void;
}) {
  const { t, language } = useWords();
  const status = useRoom(
    (state) => state.presence.members.find(({ user_id }) => user_id === member.user_id)?.status ?? null,
  );
  const Mark = MARKS[member.role];
  const isMuted = member.muted_until !== null && Date.parse(member.muted_until) > Date.now();
  return (
    <li className="flex items-center rounded-xl hover:bg-surface">
      <button
        type="button"
        onClick={() => onPerson(member)}
        className="flex min-h-12 min-w-0 grow items-center gap-3 rounded-xl px-2 text-left"
      >
        <span className="relative">
          <Monogram
            name={member.username}
            className={`size-9 text-base ${status === null ? "opacity-55" : ""}`}
          />
          {status === null ? null : (
            <span
              aria-hidden="true"
              className={`absolute -right-0.5 -bottom-0.5 size-3 rounded-full ring-2 ring-bg ${DOTS[status]}`}
            />
          )}
        </span>
        <span className="min-w-0 grow">
          <span className="flex items-center gap-1.5">
            <span className={`truncate text-sm font-medium ${status === null ? "text-ink-2" : ""}`}>
              {member.username}
            </span>
            {Mark ? (
              <Mark
                className="size-3.5 shrink-0 text-accent-ink"
                role="img"
                aria-label={t(`members.${member.role}`)}
              />
            ) : null}
            {member.is_bot === true ? (
              <span className="rounded-full bg-raised px-1.5 text-xs font-semibold text-ink-2">
                {t("person.bot")}
              </span>
            ) : null}
          </span>
          {isMuted && member.muted_until !== null ? (
            <span className="block truncate text-xs text-ink-3">
              {Date.parse(member.muted_until) - Date.now() > FOREVER_MS
                ? t("members.muted")
                : t("members.mutedUntil", {
                    time: moment(member.muted_until, language),
                  })}
            </span>
          ) : isReadOnly(member.role) ? (
            <span className="block text-xs text-ink-3">{t("members.read_only")}</span>
          ) : (
            <span className="sr-only">{t(`members.${status ?? "offline"}`)}</span>
          )}
        </span>
      </button>
      <MemberMenu member={member} isMuted={isMuted} onAct={(act) => onAct(act, member)} onDone={onDone} />
    </li>
  );
}
