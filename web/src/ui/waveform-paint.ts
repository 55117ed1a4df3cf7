import type { Waveform } from "@veza/contracts/media";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Bar, barsOf, layoutOf } from "../lib/waveform-bars.ts";

interface Paint {
  bar: number;
  gap: number;
}

interface Colours {
  rest: string;
  ahead: string;
  played: string;
}

type Draw = (played: number, preview: number | null) => void;

/** While the peaks are on their way the bars are small and equal: the place is taken, nothing jumps. */
const RESTING: Bar = { peak: 0.08, rms: 0.08 };
/** The peak is drawn lighter, the power that is heard in full colour before it. */
const PEAK_OPACITY = 0.4;

/**
 * Keeps a canvas as sharp as the screen and the bars as many as fit. Answers a function that paints the bars
 * with a played share and a previewed share, both 0–1. The function changes when size, peaks or theme do.
 */
export function useWaveformPaint(
  ref: RefObject<HTMLCanvasElement | null>,
  data: Waveform | undefined,
  paint: Paint,
): Draw {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [theme, setTheme] = useState(0);
  const colours = useRef<Colours>({ rest: "gray", ahead: "gray", played: "black" });

  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(canvas);
    const themes = new MutationObserver(() => setTheme((it) => it + 1));
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      observer.disconnect();
      themes.disconnect();
    };
  }, [ref]);

  const { bar, gap } = paint;
  const heights = useRef<Bar[]>([]);
  useEffect(() => {
    const { count } = layoutOf(size.width, bar, gap);
    heights.current = data ? barsOf(data, count) : Array.from({ length: count }, () => RESTING);
  }, [data, size.width, bar, gap]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: data and theme change what is painted.
  return useCallback(
    (played, preview) => {
      const canvas = ref.current;
      const context = canvas?.getContext("2d");
      if (!canvas || !context || size.width === 0) return;
      const style = getComputedStyle(canvas);
      colours.current = {
        rest: style.getPropertyValue("--wave-rest"),
        ahead: style.getPropertyValue("--wave-ahead"),
        played: style.getPropertyValue("--wave-played"),
      };
      const ratio = window.devicePixelRatio || 1;
      const width = Math.round(size.width * ratio);
      const height = Math.round(size.height * ratio);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.width, size.height);
      paintBars(context, size, heights.current, { bar, gap }, played, preview, colours.current);
    },
    [ref, data, size, theme, bar, gap],
  );
}

function paintBars(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  heights: readonly Bar[],
  { bar, gap }: Paint,
  played: number,
  preview: number | null,
  colours: Colours,
): void {
  const { step } = layoutOf(size.width, bar, gap);
  const passes: [string, number, number][] = [
    [colours.rest, 0, 1],
    [colours.ahead, Math.min(played, preview ?? played), Math.max(played, preview ?? played)],
    [colours.played, 0, preview !== null && preview < played ? preview : played],
  ];
  for (const [colour, from, to] of passes) {
    if (to <= from) continue;
    context.save();
    context.beginPath();
    context.rect(from * size.width, 0, (to - from) * size.width, size.height);
    context.clip();
    if (colour !== colours.rest)
      context.clearRect(from * size.width, 0, (to - from) * size.width, size.height);
    context.fillStyle = colour;
    for (const [part, opacity] of [
      ["peak", PEAK_OPACITY],
      ["rms", 1],
    ] as const) {
      context.globalAlpha = opacity;
      context.beginPath();
      heights.forEach((heard, index) => {
        const height = Math.max(bar, heard[part] * size.height);
        context.roundRect(index * step, (size.height - height) / 2, bar, height, bar / 2);
      });
      context.fill();
    }
    context.restore();
  }
}
