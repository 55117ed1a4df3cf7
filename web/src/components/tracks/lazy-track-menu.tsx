import type { Track } from "@veza/contracts/http/tracks";
import { lazy, Suspense } from "react";
import { withWords } from "../../lib/i18n/i18n.ts";

const TrackMenu = lazy(() =>
  withWords(import("./track-menu.tsx")).then((module) => ({ default: module.TrackMenu })),
);

/** The track menu, whose popup machinery is no part of the first paint; its place is kept. */
export function LazyTrackMenu({ track, className = "" }: { track: Track; className?: string }) {
  return (
    <Suspense fallback={<span className={`size-11 shrink-0 ${className}`} />}>
      <TrackMenu track={track} className={className} />
    </Suspense>
  );
}
