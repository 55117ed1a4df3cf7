import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { TrackCard } from "../../components/tracks/track-card.tsx";
import type { useTracks } from "../../components/tracks/use-tracks.ts";
import { GRID } from "./track-grid.tsx";

/** Title and artist below a sleeve, with the space between: CSS pixels. */
const NAMES_HEIGHT = 60;

interface Place {
  /** Where the grid begins on the page. */
  top: number;
  columns: number;
  /** Width of a column. */
  side: number;
  gap: number;
}

/** The grid of track-grid.tsx with only the rows near the screen in the page, however long the list. */
export function VirtualGrid({ query, skip }: { query: ReturnType<typeof useTracks>; skip: number }) {
  const { tracks, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const ruler = useRef<HTMLDivElement>(null);
  const { top, columns, side, gap } = usePlace(ruler);
  const count = Math.max(0, tracks.length - skip);
  const rows = Math.ceil(count / columns);
  const virtual = useWindowVirtualizer({
    count: side > 0 ? rows : 0,
    estimateSize: () => side + NAMES_HEIGHT + gap,
    overscan: 2,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as their width says.
  useEffect(() => virtual.measure(), [side, gap]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && rows > 0 && last >= rows - 2) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, last, rows, fetchNextPage]);
  return (
    <div className="relative" style={{ height: virtual.getTotalSize() }}>
      <div ref={ruler} className={`${GRID} invisible absolute inset-x-0 top-0`} aria-hidden="true">
        <span />
      </div>
      {shown.map((row) => (
        <div
          key={row.key}
          className={`${GRID} absolute inset-x-0 top-0`}
          style={{ transform: `translateY(${row.start - top}px)` }}
        >
          {tracks.slice(skip + row.index * columns, skip + (row.index + 1) * columns).map((track, column) => (
            <TrackCard key={track.id} tracks={tracks} index={skip + row.index * columns + column} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** What the style sheet made of the grid: columns and gaps are decided there alone. */
function usePlace(ref: React.RefObject<HTMLElement | null>): Place {
  const [place, setPlace] = useState<Place>({ top: 0, columns: 2, side: 0, gap: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const style = getComputedStyle(element);
      const widths = style.gridTemplateColumns.split(" ").map(Number.parseFloat);
      const after: Place = {
        top: Math.round(element.getBoundingClientRect().top + window.scrollY),
        columns: widths.length,
        side: widths[0] ?? 0,
        gap: Number.parseFloat(style.rowGap) || 0,
      };
      setPlace((before) =>
        Object.entries(after).every(([key, value]) => Reflect.get(before, key) === value) ? before : after,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [ref]);
  return place;
}
