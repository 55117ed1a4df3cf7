import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Room } from "@veza/contracts/http/rooms";
import { isBannedFrom, isInRoom } from "@veza/contracts/permissions/room";
import { ArrowLeft, Lock, MessagesSquare, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { RoomSign } from "../../components/rooms/room-sign.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { day } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { joinRoomMutation, roomQuery } from "../../models/rooms/calls.ts";
import { roomKeyOf, roomNameOf } from "../../models/rooms/room-name.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { RoomGlimpse } from "./room-glimpse.tsx";

interface RoomPageProps {
  /** Id or slug. */
  room: string;
  invite: string | null;
  /** The room's inside, for its members. */
  renderRoom: (room: Room) => ReactNode;
}

/** A room by its address: its inside for members, a preview for everybody else. */
export function RoomPage({ room: key, invite, renderRoom }: RoomPageProps) {
  const { t } = useWords();
  const me = useMe();
  const { data: room, error, isPending, refetch } = useQuery(roomQuery(key, invite));
  useTitle(room ? roomNameOf(room, room.people) : t("rooms.title"));
  if (isPending || me.isPending) {
    return (
      <div aria-busy="true" className="mx-auto max-w-xl px-4 pt-6 sm:pt-14">
        <div className="skeleton h-96 rounded-3xl" />
      </div>
    );
  }
  if (!room) {
    const code = codeOf(error);
    if (code === "not_found" || code === "invalid_request") return <Missing isGuest={!me.data} path={key} />;
    return <LoadFailed title={t("rooms.failed")} error={error} onRetry={() => void refetch()} level={1} />;
  }
  if (!isInRoom(room.you?.role)) return <RoomPreview room={room} invite={invite} />;
  return renderRoom(room);
}

function Missing({ isGuest, path }: { isGuest: boolean; path: string }) {
  const { t } = useWords();
  return (
    <StateMessage icon={Lock} title={t("rooms.missing")} hint={t("rooms.missingHint")} level={1}>
      <Link to="/rooms" className={buttonClass("primary")}>
        {t("rooms.back")}
      </Link>
      {isGuest ? (
        <Link to="/sign-in" search={{ next: `/rooms/${path}` }} className={buttonClass("quiet")}>
          {t("nav.signIn")}
        </Link>
      ) : null}
    </StateMessage>
  );
}

/** What somebody sees of a room before joining it. */
function RoomPreview({ room, invite }: { room: Room; invite: string | null }) {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const join = useMutation(joinRoomMutation);
  const here = `/rooms/${roomKeyOf(room)}${invite === null ? "" : `?invite=${invite}`}`;
  return (
    <div className="mx-auto max-w-xl px-4 pt-4 pb-10 sm:pt-14">
      <Link
        to="/rooms"
        className="mb-3 inline-flex min-h-11 items-center gap-2 text-sm font-semibold text-ink-2 hover:text-ink"
      >
        <ArrowLeft className="size-4" aria-hidden="true" />
        {t("rooms.back")}
      </Link>
      <article className="grid justify-items-center rounded-3xl bg-surface px-6 pt-10 pb-8 text-center">
        <RoomSign room={room} people={room.people} className="mb-5 size-24 text-4xl" />
        {invite === null ? null : <p className="text-sm font-semibold text-ink-2">{t("rooms.invited")}</p>}
        <h1 className="max-w-full pb-1 text-3xl leading-tight font-extrabold wrap-break-word">
          {roomNameOf(room, room.people)}
        </h1>
        {room.topic === "" ? null : <p className="mt-2 max-w-prose text-lg text-ink-2">{room.topic}</p>}
        <p className="mt-5 flex flex-wrap justify-center gap-x-5 gap-y-1 text-sm text-ink-2 tabular">
          <span className="flex items-center gap-1.5">
            <Users className="size-4" aria-hidden="true" />
            {t("rooms.people", { count: room.member_count })}
          </span>
          <span>{t("rooms.created", { date: day(room.created_at, language) })}</span>
        </p>
        <div className="mt-7">
          {isBannedFrom(room.you?.role) ? (
            <p role="status" className="font-semibold text-danger">
              {t("error.banned")}
            </p>
          ) : me ? (
            <Button
              look="primary"
              size="lg"
              disabled={join.isPending}
              onClick={() => join.mutate({ roomId: room.id, invite })}
            >
              <MessagesSquare className="size-5" aria-hidden="true" />
              {join.isPending ? t("rooms.joining") : t("rooms.join")}
            </Button>
          ) : (
            <Link to="/sign-in" search={{ next: here }} className={buttonClass("primary", "lg")}>
              {t("rooms.signInToJoin")}
            </Link>
          )}
        </div>
        {join.isError ? (
          <p role="alert" className="mt-4 text-sm font-medium text-danger">
            {t(`error.${codeOf(join.error)}`)}
          </p>
        ) : (
          <p className="mt-4 text-sm text-ink-2">
            {t(room.visibility === "private" ? "rooms.privateHint" : "rooms.publicHint")}
          </p>
        )}
      </article>
      {room.visibility === "public" && room.you === null ? <RoomGlimpse roomId={room.id} /> : null}
    </div>
  );
}
