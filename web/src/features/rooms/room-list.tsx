import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { RoomRow } from "@veza/contracts/http/rooms";
import type { InboxRoom } from "@veza/contracts/ws/inbox";
import { BellOff } from "lucide-react";
import { useStore } from "zustand";
import { RoomSign } from "../../components/rooms/room-sign.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { inboxRoomsStore } from "../../models/inbox/rooms.ts";
import { myRoomsQuery } from "../../models/rooms/calls.ts";
import { roomKeyOf, roomNameOf } from "../../models/rooms/room-name.ts";
import { sortedRooms } from "../../models/rooms/sorted-rooms.ts";
import { LoadFailed } from "../../ui/state-message.tsx";

/** The rooms and conversations that one is in, with what is unread in them. */
export function RoomList({ empty }: { empty: React.ReactNode }) {
  const { t } = useWords();
  const query = useQuery(myRoomsQuery);
  const standings = useStore(inboxRoomsStore, (state) => state.rooms);
  if (query.isPending) {
    return (
      <div className="flex flex-col gap-2 px-2" aria-busy="true">
        {[1, 2, 3, 4].map((row) => (
          <div key={row} className="skeleton h-14" />
        ))}
      </div>
    );
  }
  if (!query.data)
    return <LoadFailed title={t("rooms.failed")} error={query.error} onRetry={() => void query.refetch()} />;
  const { rooms, conversations } = sortedRooms(query.data, standings);
  if (query.data.length === 0) return empty;
  return (
    <>
      <Section title={t("rooms.mine")} rows={rooms} standings={standings} />
      <Section title={t("rooms.conversations")} rows={conversations} standings={standings} />
    </>
  );
}

interface SectionProps {
  title: string;
  rows: readonly RoomRow[];
  standings: Readonly<Record<string, InboxRoom>>;
}

function Section({ title, rows, standings }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section className="mb-5">
      <h2 className="px-3 pb-1.5 text-sm font-semibold text-ink-3">{title}</h2>
      <ul className="flex flex-col gap-0.5">
        {rows.map((row) => (
          <Row key={row.id} row={row} standing={standings[row.id]} />
        ))}
      </ul>
    </section>
  );
}

function Row({ row, standing }: { row: RoomRow; standing: InboxRoom | undefined }) {
  const { t } = useWords();
  const name = roomNameOf(row, row.people);
  const { unread = 0, mentions = 0 } = standing ?? {};
  const isQuiet = standing?.quiet === true;
  const isLoud = (unread > 0 && !isQuiet) || mentions > 0;
  return (
    <li>
      <Link
        to="/rooms/$room"
        params={{ room: roomKeyOf(row) }}
        className="group flex min-h-14 items-center gap-3 rounded-2xl px-3 py-1.5 transition-colors hover:bg-surface aria-[current=page]:bg-surface"
      >
        <RoomSign room={row} people={row.people} className="size-10 text-base" />
        <span className="min-w-0 grow">
          <span className={`block truncate ${isLoud ? "font-bold text-ink" : "font-medium text-ink-2"}`}>
            {name}
          </span>
          {row.topic === "" ? null : <span className="block truncate text-xs text-ink-3">{row.topic}</span>}
        </span>
        {isQuiet ? <BellOff className="size-4 shrink-0 text-ink-3" aria-label={t("rooms.quiet")} /> : null}
        <Badge unread={unread} mentions={mentions} isQuiet={isQuiet} />
      </Link>
    </li>
  );
}

function Badge({ unread, mentions, isQuiet }: { unread: number; mentions: number; isQuiet: boolean }) {
  const { t } = useWords();
  if (unread === 0) return null;
  const isNamed = mentions > 0;
  const count = isNamed ? mentions : unread;
  const look = isNamed
    ? "bg-accent text-on-accent"
    : isQuiet
      ? "text-ink-3"
      : "bg-raised text-ink ring-1 ring-line ring-inset";
  return (
    <span
      className={`grid h-6 min-w-6 shrink-0 place-items-center rounded-full px-1.5 text-xs font-bold tabular ${look}`}
    >
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">
        {isNamed ? t("rooms.mentions", { count }) : t("rooms.unread", { count })}
      </span>
    </span>
  );
}
