import { Link } from "@tanstack/react-router";
import type { Room } from "@veza/contracts/http/rooms";
import { Maximize2, MessagesSquare } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "../../components/button.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useMe } from "../../lib/operations/get-me.ts";
import { type SubjectKind, useOpenSubjectRoom, useSubjectRoom } from "../../lib/rooms/rooms.ts";

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
  const { t } = useTranslation();
  const heading = useId();
  const { data: me } = useMe();
  const { data, error, isPending, isError, refetch } = useSubjectRoom(kind, subjectId);
  const open = useOpenSubjectRoom();
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
  const isIn = room !== null && room.you !== null && room.you.role !== "banned";
  const isBanned = room?.you?.role === "banned";
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
          ) : me ? (
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
