import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import type { Track } from "@veza/contracts/http/tracks";
import { CloudUpload, Disc3 } from "lucide-react";
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { useTracks } from "../../components/tracks/use-tracks.ts";
import { withWords } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { buttonClass } from "../../ui/button.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { MyTrackRow } from "./my-track-row.tsx";

const EditDialog = lazy(() =>
  withWords(import("./edit-dialog.tsx")).then((it) => ({ default: it.EditDialog })),
);
const DeleteDialog = lazy(() =>
  withWords(import("./delete-dialog.tsx")).then((it) => ({ default: it.DeleteDialog })),
);

export type Asked = { what: "edit" | "delete"; track: Track } | null;

/** Everything that somebody has uploaded, also what is on its way or failed. */
export function MyTracksPage() {
  const { t } = useWords();
  useTitle(t("myTracks.title"));
  const { data: me } = useMe();
  const query = useTracks({ uploader_id: me?.id, sort: "newest" }, { enabled: Boolean(me) });
  const [asked, setAsked] = useState<Asked>(null);
  const { tracks } = query;
  return (
    <div className="mx-auto max-w-5xl px-4 pt-4 sm:px-8 lg:pt-10">
      <div className="mb-6 flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-4xl font-extrabold">{t("myTracks.title")}</h1>
          <p className="mt-2 text-lg text-ink-2">{t("myTracks.lead")}</p>
        </div>
        <Link to="/upload" className={buttonClass("primary")}>
          <CloudUpload className="size-5" aria-hidden="true" />
          {t("nav.upload")}
        </Link>
      </div>
      {query.isError && tracks.length === 0 ? (
        <LoadFailed title={t("myTracks.failed")} error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isSuccess && tracks.length === 0 ? (
        <StateMessage icon={Disc3} title={t("myTracks.empty")} hint={t("myTracks.emptyHint")}>
          <Link to="/upload" className={buttonClass("primary")}>
            {t("discover.emptyAction")}
          </Link>
        </StateMessage>
      ) : (
        <Rows query={query} onAsk={setAsked} />
      )}
      <Suspense fallback={null}>
        {asked?.what === "edit" ? (
          <EditDialog key={asked.track.id} track={asked.track} onClose={() => setAsked(null)} />
        ) : null}
        {asked?.what === "delete" ? (
          <DeleteDialog track={asked.track} onClose={() => setAsked(null)} />
        ) : null}
      </Suspense>
    </div>
  );
}

function Rows({ query, onAsk }: { query: ReturnType<typeof useTracks>; onAsk: (asked: Asked) => void }) {
  const { tracks, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const holder = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = holder.current?.getBoundingClientRect();
    if (box) setTop(box.top + window.scrollY);
  }, []);
  const count = isPending ? 4 : tracks.length;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => 92,
    overscan: 5,
    scrollMargin: top,
    getItemKey: (index) => tracks[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= count - 4) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, last, count, fetchNextPage]);
  return (
    <ul ref={holder} className="relative" style={{ height: virtual.getTotalSize() }}>
      {shown.map((row) => (
        <li
          key={row.key}
          ref={virtual.measureElement}
          data-index={row.index}
          className="absolute inset-x-0 top-0 pb-2"
          style={{ transform: `translateY(${row.start - top}px)` }}
        >
          {isPending ? (
            <div className="skeleton h-20 rounded-2xl" />
          ) : (
            <MyTrackRow tracks={tracks} index={row.index} onAsk={onAsk} />
          )}
        </li>
      ))}
    </ul>
  );
}
