import { lazy, Suspense } from "react";
import { TrackCard } from "../../components/tracks/track-card.tsx";
import type { useTracks } from "../../components/tracks/use-tracks.ts";
import { withWords } from "../../lib/i18n/i18n.ts";
import { ListEnd } from "./list-end.tsx";

const VirtualGrid = lazy(() =>
  withWords(import("./virtual-grid.tsx")).then((it) => ({ default: it.VirtualGrid })),
);

export const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(max(10rem,min(12.5rem,42vw)),1fr))] gap-x-4 gap-y-6 sm:gap-6";

interface TrackGridProps {
  query: ReturnType<typeof useTracks>;
  /** Tracks at the start that are shown elsewhere. */
  skip?: number;
}

/**
 * Sleeves in a grid. As soon as there is more than one page, only what is near the screen stays in the page.
 */
export function TrackGrid({ query, skip = 0 }: TrackGridProps) {
  const { tracks, isPending, hasNextPage } = query;
  if (isPending) {
    return (
      <div className={GRID} aria-busy="true">
        {Array.from({ length: 10 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places, not things.
          <div key={index}>
            <div className="skeleton aspect-square rounded-2xl" />
            <div className="skeleton mt-3 h-5 w-3/4" />
            <div className="skeleton mt-1.5 h-4 w-1/2" />
          </div>
        ))}
      </div>
    );
  }
  const plain = (
    <div className={GRID}>
      {tracks.slice(skip).map((track, index) => (
        <TrackCard key={track.id} tracks={tracks} index={index + skip} />
      ))}
    </div>
  );
  return (
    <>
      {hasNextPage || tracks.length > 40 ? (
        <Suspense fallback={plain}>
          <VirtualGrid query={query} skip={skip} />
        </Suspense>
      ) : (
        plain
      )}
      <ListEnd query={query} />
    </>
  );
}
