import { lazy, Suspense } from "react";
import type { useTracks } from "../../components/tracks/use-tracks.ts";
import { withWords } from "../../lib/i18n/i18n.ts";

const TrackList = lazy(() => withWords(import("./track-list.tsx")).then((it) => ({ default: it.TrackList })));

/** The list, which needs more code than the first page should load. */
export function LazyTrackList({ query }: { query: ReturnType<typeof useTracks> }) {
  return (
    <Suspense fallback={<div className="skeleton h-96 rounded-2xl" />}>
      <TrackList query={query} />
    </Suspense>
  );
}
