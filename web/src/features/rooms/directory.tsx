import { Link } from "@tanstack/react-router";
import type { RoomRow } from "@veza/contracts/http/rooms";
import { isInRoom } from "@veza/contracts/permissions/room";
import { MessagesSquare, Search, Users } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useSession } from "../../components/account/use-session.ts";
import { RoomSign } from "../../components/rooms/room-sign.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { roomKeyOf } from "../../models/rooms/room-name.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { useDirectory } from "./use-directory.ts";

const SORTS = ["members", "newest"] as const;

/** Public rooms to find: by size, by age, or as they match a word. */
export function Directory() {
  const { t } = useWords();
  const { state } = useSession();
  useTitle(t("rooms.title"));
  const [typed, setTyped] = useState("");
  const [sort, setSort] = useState<(typeof SORTS)[number]>("members");
  const query = useDeferredValue(typed.trim());
  const found = useDirectory({ query, sort });
  const Heading = state === "guest" ? "h1" : "h2";
  return (
    <div className="mx-auto max-w-5xl px-4 pt-6 sm:px-8 lg:pt-8">
      <Heading className="text-2xl font-extrabold lg:text-3xl">{t("rooms.find")}</Heading>
      {state === "guest" ? <p className="mt-1 text-ink-2">{t("rooms.guestHint")}</p> : null}
      <div className="mt-5 mb-6 flex flex-wrap items-end justify-between gap-4">
        <label className="relative min-w-0 grow sm:max-w-md">
          <span className="sr-only">{t("rooms.search")}</span>
          <Search
            className="pointer-events-none absolute top-1/2 left-4 size-4.5 -translate-y-1/2 text-ink-3"
            aria-hidden="true"
          />
          <input
            type="search"
            value={typed}
            maxLength={100}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("rooms.search")}
            className="min-h-12 w-full rounded-full border border-line-strong bg-bg pr-4 pl-11 text-base placeholder:text-ink-3 hover:border-ink-3"
          />
        </label>
        <Choice
          legend={t("rooms.sort")}
          name="room-sort"
          value={sort}
          onChange={setSort}
          options={SORTS.map((value) => ({ value, label: t(`rooms.${value}`) }))}
        />
      </div>
      <Found found={found} query={query} />
    </div>
  );
}

function Found({ found, query }: { found: ReturnType<typeof useDirectory>; query: string }) {
  const { t } = useWords();
  if (found.isPending) {
    return (
      <div className="grid gap-3 sm:grid-cols-2" aria-busy="true">
        {[1, 2, 3, 4, 5, 6].map((card) => (
          <div key={card} className="skeleton h-32 rounded-3xl" />
        ))}
      </div>
    );
  }
  if (found.isError && found.rooms.length === 0)
    return <LoadFailed title={t("rooms.failed")} error={found.error} onRetry={() => void found.refetch()} />;
  if (found.rooms.length === 0) {
    return query === "" ? (
      <StateMessage icon={MessagesSquare} title={t("rooms.empty")} hint={t("rooms.emptyHint")} />
    ) : (
      <StateMessage icon={Search} title={t("rooms.noMatch", { query })} hint={t("rooms.noMatchHint")} />
    );
  }
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2">
        {found.rooms.map((row) => (
          <Card key={row.id} row={row} />
        ))}
      </ul>
      {found.hasNextPage ? (
        <div className="mt-6 flex justify-center">
          <Button onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>
            {t("app.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Card({ row }: { row: RoomRow }) {
  const { t } = useWords();
  return (
    <li>
      <Link
        to="/rooms/$room"
        params={{ room: roomKeyOf(row) }}
        className="flex h-full gap-4 rounded-3xl bg-surface p-4 transition-colors hover:bg-raised"
      >
        <RoomSign room={row} people={row.people} className="size-14" />
        <span className="flex min-w-0 grow flex-col">
          <span className="flex items-start gap-2">
            <span className="min-w-0 grow truncate text-lg leading-snug font-bold">{row.name}</span>
            {!isInRoom(row.role) ? null : (
              <span className="rounded-full bg-bg px-2.5 py-0.5 text-xs font-semibold text-ink-2">
                {t("rooms.joined")}
              </span>
            )}
          </span>
          <span className="line-clamp-2 text-sm text-ink-2">{row.topic}</span>
          <span className="mt-auto flex items-center gap-1.5 pt-2 text-xs font-medium text-ink-3 tabular">
            <Users className="size-3.5" aria-hidden="true" />
            {t("rooms.people", { count: row.member_count })}
          </span>
        </span>
      </Link>
    </li>
  );
}
