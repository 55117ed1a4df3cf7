import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { HistoryEntry } from "@veza/contracts/http/listening";
import { useLayoutEffect, useRef } from "react";
import { TrackCard } from "../../components/tracks/track-card.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { shelfQuery } from "../../models/listening/calls.ts";
import { ContinueCard } from "./continue-card.tsx";
import { rememberRoom, ShelvesRoom } from "./shelves-room.tsx";

const CONTINUE = 6;
const RECENT = 12;

/** What somebody who comes back may want first: what they left in the middle, and what they heard last. */
export function HomeShelves() {
  const { t } = useWords();
  const unfinished = useQuery(shelfQuery("unfinished", CONTINUE));
  const recent = useQuery(shelfQuery("recent", RECENT + CONTINUE));
  const box = useRef<HTMLDivElement>(null);
  const isSettled = !unfinished.isPending && !recent.isPending;
  useLayoutEffect(() => {
    if (isSettled) rememberRoom(box.current?.offsetHeight ?? 0);
  });
  if (!isSettled) return <ShelvesRoom />;
  const started = unfinished.data ?? [];
  const begun = new Set(started.map((entry) => entry.track.id));
  const heard = (recent.data ?? []).filter((entry) => !begun.has(entry.track.id)).slice(0, RECENT);
  if (started.length === 0 && heard.length === 0) return null;
  return (
    <div ref={box}>
      {started.length > 0 ? (
        <section aria-labelledby="continue" className="pt-10">
          <h2 id="continue" className="mb-4 text-2xl leading-tight font-bold">
            {t("shelves.continue")}
          </h2>
          <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            {started.map((entry, index) => (
              <li key={entry.track.id} className={index > 2 ? "max-sm:hidden" : ""}>
                <ContinueCard entry={entry} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {heard.length > 0 ? <Recent entries={heard} /> : null}
    </div>
  );
}

function Recent({ entries }: { entries: readonly HistoryEntry[] }) {
  const { t } = useWords();
  const tracks = entries.map((entry) => entry.track);
  return (
    <section aria-labelledby="recent" className="pt-10">
      <div className="mb-4 flex items-center justify-between gap-4">
        <h2 id="recent" className="text-2xl leading-tight font-bold">
          {t("shelves.recent")}
        </h2>
        <Link
          to="/history"
          className="flex min-h-11 items-center text-sm font-semibold text-ink-2 underline-offset-4 hover:text-ink hover:underline"
        >
          {t("shelves.all")}
        </Link>
      </div>
      <ul className="-mx-4 flex snap-x scroll-px-4 gap-4 overflow-x-auto px-4 pt-1 pb-2 [scrollbar-width:none] sm:-mx-8 sm:scroll-px-8 sm:gap-6 sm:px-8">
        {tracks.map((track, index) => (
          <li key={track.id} className="w-36 shrink-0 snap-start sm:w-44">
            <TrackCard tracks={tracks} index={index} />
          </li>
        ))}
      </ul>
    </section>
  );
}
