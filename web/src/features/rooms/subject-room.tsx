import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Room } from "@veza/contracts/http/rooms";
import { isBannedFrom, isInRoom } from "@veza/contracts/permissions/room";
import { Maximize2, MessagesSquare } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useSession } from "../../components/account/use-session.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { openSubjectRoomMutation, type SubjectKind, subjectRoomQuery } from "../../models/rooms/calls.ts";
import { Button, buttonClass } from "../../ui/button.tsx";

interface SubjectRoomProps {
  kind: SubjectKind;
  subjectId: string;
  /** Of the artist. */
  name?: string;
  /** Where a guest comes back to. */
  here: string;
  /** The room's inside, for its members. */
  renderRoom: (room: Room) => ReactNode;
}

const NO_ROOM: ReadonlySet<string> = new Set(["not_found", "wrong_state", "invalid_request"]);

/** The room beside a track, an artist or a party: made by the first who enters it. */
export function SubjectRoom({ kind, subjectId, name = "", here, renderRoom }: SubjectRoomProps) {
  const { t } = useWords();
  const heading = useId();
  const { state } = useSession();
  const { data, error, isPending, isError, refetch } = useQuery(subjectRoomQuery(kind, subjectId));
  const open = useMutation(openSubjectRoomMutation);
  // What has no room (a private track) shows nothing: the music is what the page is about.
  if (isPending || (isError && NO_ROOM.has(codeOf(error)))) return null;
  if (isError)
    return (
      <div
        role="alert"
        className="mt-12 flex flex-wrap items-center justify-between gap-4 rounded-3xl bg-surface p-6"
      >
        <p className="text-ink-2">
          {t("beside.failed")} {t(`error.${codeOf(error)}`)}
        </p>
        <Button onClick={() => void refetch()}>{t("app.retry")}</Button>
      </div>
    );
  const { room } = data;
  const isIn = room !== null && isInRoom(room.you?.role);
  const isBanned = isBannedFrom(room?.you?.role);
  return (
    <section aria-labelledby={heading} className="mt-12">
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2 id={heading} className="text-xl font-bold">
          {t(`beside.${kind}`, { name })}
        </h2>
        {isIn ? (
          <Link
            to="/rooms/$room"
            params={{ room: room.id }}
            className="inline-flex min-h-11 items-center gap-2 rounded-full px-3 text-sm font-semibold text-ink-2 hover:bg-raised hover:text-ink"
          >
            <Maximize2 className="size-4" aria-hidden="true" />
            {t("beside.full")}
          </Link>
        ) : null}
      </div>
      {isIn ? (
        <div className="h-[min(38rem,80dvh)] overflow-hidden rounded-3xl bg-surface">{renderRoom(room)}</div>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-5 rounded-3xl bg-surface p-6">
          <div className="min-w-0 grow basis-72">
            <p className="max-w-prose text-ink-2">{t(`beside.${kind}Hint`, { name })}</p>
            <p className="mt-1 text-sm text-ink-3 tabular">
              {room === null ? t("beside.first") : t("rooms.people", { count: room.member_count })}
            </p>
          </div>
          {isBanned ? (
            <p className="font-semibold text-danger">{t("error.banned")}</p>
          ) : state === "unknown" ? null : state === "member" ? (
            <Button look="primary" disabled={open.isPending} onClick={() => open.mutate({ kind, subjectId })}>
              <MessagesSquare className="size-4.5" aria-hidden="true" />
              {t("beside.enter")}
            </Button>
          ) : (
            <Link to="/sign-in" search={{ next: here }} className={buttonClass("primary")}>
              {t("rooms.signInToJoin")}
            </Link>
          )}
          {open.isError ? (
            <p role="alert" className="w-full text-sm font-medium text-danger">
              {t(`error.${codeOf(open.error)}`)}
            </p>
          ) : null}
        </div>
      )}
    </section>
  );
}
