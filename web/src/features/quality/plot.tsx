import { type PointerEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import type { Scale } from "../../models/quality/quality-math.ts";

/** CSS pixels of the drawing. Its width is what there is. */
const FIRST_WIDTH = 480;
const HEIGHT = 190;
const LEFT = 46;
const BOTTOM = 22;
const TOP = 8;

export interface Geometry {
  /** Middle of a slice. */
  x(index: number): number;
  y(value: number): number;
  /** Width of a slice. */
  step: number;
}

function geometryOf(count: number, scale: Scale, width: number): Geometry {
  const step = (width - LEFT) / Math.max(1, count);
  return {
    step,
    x: (index) => LEFT + (index + 0.5) * step,
    y: (value) => TOP + (1 - value / scale.max) * (HEIGHT - TOP - BOTTOM),
  };
}

interface PlotProps {
  title: string;
  hint: string;
  /** What a listener of the page hears instead of the picture. */
  summary: string;
  /** What the slice under the pointer holds. */
  readout: string;
  scale: Scale;
  tickLabel: (value: number) => string;
  /** Begin of each slice, as it is written below. */
  times: readonly string[];
  pointed: number | null;
  onPoint: (index: number | null) => void;
  legend?: ReactNode;
  children: (geometry: Geometry) => ReactNode;
}

/**
 * A plot over time: frame, marks, and the line at the slice that is pointed at. What is drawn inside comes
 * from outside.
 */
export function Plot(props: PlotProps) {
  const { title, hint, summary, readout, scale, tickLabel, times, pointed, onPoint, legend, children } =
    props;
  const id = useId();
  const count = times.length;
  const svg = useRef<SVGSVGElement>(null);
  const width = useWidth(svg);
  const geometry = geometryOf(count, scale, width);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const index = Math.floor((x - LEFT) / geometry.step);
    onPoint(index >= 0 && index < count ? index : null);
  };
  const marks = [0, Math.floor(count / 3), Math.floor((count * 2) / 3)].filter(
    (index, place, all) => all.indexOf(index) === place && index < count,
  );
  return (
    <figure className="flex min-w-0 flex-col rounded-2xl bg-surface p-5" aria-labelledby={id}>
      <figcaption className="mb-3">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span id={id} className="text-lg font-bold">
            {title}
          </span>
          <span className="text-sm text-ink-2 tabular">{readout}</span>
        </span>
        <span className="block text-sm text-ink-3">{hint}</span>
      </figcaption>
      <svg
        ref={svg}
        height={HEIGHT}
        className="w-full touch-pan-y overflow-visible"
        role="img"
        aria-label={summary}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => onPoint(null)}
      >
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line
              x1={LEFT}
              x2={width}
              y1={geometry.y(tick)}
              y2={geometry.y(tick)}
              stroke="var(--line)"
              strokeWidth={1}
            />
            <text
              x={LEFT - 8}
              y={geometry.y(tick) + 4}
              textAnchor="end"
              fontSize={12}
              fill="var(--ink-3)"
              className="tabular"
            >
              {tickLabel(tick)}
            </text>
          </g>
        ))}
        {marks.map((index) => (
          <text
            key={index}
            x={geometry.x(index) - geometry.step / 2}
            y={HEIGHT - 4}
            fontSize={12}
            fill="var(--ink-3)"
            className="tabular"
          >
            {times[index]}
          </text>
        ))}
        {pointed !== null && pointed < count ? (
          <rect
            x={geometry.x(pointed) - geometry.step / 2}
            y={TOP}
            width={Math.max(1.5, geometry.step)}
            height={HEIGHT - TOP - BOTTOM}
            fill="var(--ink)"
            opacity={0.12}
          />
        ) : null}
        {children(geometry)}
      </svg>
      {legend ? <div className="mt-3">{legend}</div> : null}
    </figure>
  );
}

/** Width of the drawing on the page: letters keep their size on every screen. */
function useWidth(ref: React.RefObject<SVGSVGElement | null>): number {
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(LEFT + 60, element.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

export function Legend({ items }: { items: readonly { name: string; color: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
      {items.map(({ name, color }) => (
        <li key={name} className="flex items-center gap-2">
          <span className="size-3 rounded-sm" style={{ background: color }} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
