import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { TrackRow } from "../../components/tracks/track-row.tsx";
import type { useTracks } from "../../components/tracks/use-tracks.ts";
import { ListEnd } from "./list-end.tsx";

const ROW = 76;

/**
 * Tracks one below the other, with their waveforms where there is room; only those near the screen are in the
 * page.
 */
export function TrackList({ query }: { query: ReturnType<typeof useTracks> }) {
  const { tracks, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const holder = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = holder.current?.getBoundingClientRect();
    if (box) setTop(box.top + window.scrollY);
  }, []);
  const count = isPending ? 8 : tracks.length;
  const virtual = useWindowVirtualizer({ count, estimateSize: () => ROW, overscan: 6, scrollMargin: top });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= count - 4) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, last, count, fetchNextPage]);
  return (
    <div ref={holder}>
      <div className="relative -mx-2" style={{ height: virtual.getTotalSize() }}>
        {shown.map((row) => (
          <div
            key={row.key}
            className="absolute inset-x-0 top-0"
            style={{ height: ROW, transform: `translateY(${row.start - top}px)` }}
          >
            {isPending ? (
              <div className="skeleton mx-2 h-14 rounded-xl" />
            ) : (
              <TrackRow tracks={tracks} index={row.index} />
            )}
          </div>
        ))}
      </div>
      <ListEnd query={query} />
    </div>
  );
}
