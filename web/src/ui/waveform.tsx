import type { Waveform as WaveformData } from "@veza/contracts/media";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { clock, spokenLength } from "../lib/format.ts";
import { useWords } from "../lib/i18n/use-words.ts";
import { secondsAt, seekByKey } from "../lib/waveform-bars.ts";
import { useWaveformPaint } from "./waveform-paint.ts";

interface WaveformProps {
  data: WaveformData | undefined;
  /** Seconds. */
  duration: number;
  /**
   * Seconds, at the pace of the player's store; `live` is asked for each pixel that it moves on while
   * `isMoving`.
   */
  position: number;
  live?: () => number;
  isMoving?: boolean;
  label: string;
  onSeek: (seconds: number) => void;
  className?: string;
  bar?: number;
  gap?: number;
}

/**
 * A waveform that is a slider: seek by mouse, touch and keyboard. Drawn on a canvas, bars from the track's
 * peaks.
 */
export function Waveform(props: WaveformProps) {
  const {
    data,
    duration,
    position,
    live,
    isMoving = false,
    label,
    onSeek,
    className = "",
    bar = 3,
    gap = 2,
  } = props;
  const { t, language } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [preview, setPreview] = useState<number | null>(null);
  const [isDragging, setDragging] = useState(false);
  const shown = isDragging && preview !== null ? preview : position;
  const paint = useMemo(() => ({ bar, gap }), [bar, gap]);
  const draw = useWaveformPaint(canvas, data, paint);

  useEffect(() => {
    const share = (seconds: number) => (duration > 0 ? seconds / duration : 0);
    const now = () =>
      draw(
        share(isDragging || !isMoving || !live ? shown : live()),
        preview === null ? null : share(preview),
      );
    now();
    if (!isMoving || isDragging || !live) return;
    // Painted when it has moved by a pixel, not at every frame of the screen: some five times a second for
    // most tracks, not sixty.
    const pixel_ms = () => Math.min(250, (duration * 1000) / (canvas.current?.width || 1));
    let timer: ReturnType<typeof setTimeout>;
    let frame = 0;
    const next = () => {
      timer = setTimeout(() => {
        frame = requestAnimationFrame(() => {
          now();
          next();
        });
      }, pixel_ms());
    };
    next();
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [draw, shown, preview, duration, isMoving, isDragging, live]);

  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return secondsAt(event.clientX - box.left, box.width, duration);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = seekByKey(event.key, position, duration);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(target);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(shown)}
      aria-valuetext={t("row.at", {
        position: spokenLength(shown, language),
        duration: spokenLength(duration, language),
      })}
      className={`relative cursor-pointer touch-pan-y rounded-md select-none ${className}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        setPreview(at(event));
      }}
      onPointerMove={(event) => (isDragging || event.pointerType === "mouse") && setPreview(at(event))}
      onPointerUp={(event) => {
        if (!isDragging) return;
        setDragging(false);
        onSeek(at(event));
        if (event.pointerType !== "mouse") setPreview(null);
      }}
      onPointerCancel={() => {
        setDragging(false);
        setPreview(null);
      }}
      onPointerLeave={() => !isDragging && setPreview(null)}
    >
      <canvas ref={canvas} className="absolute inset-0 size-full" />
      {preview !== null && duration > 0 ? (
        <span
          aria-hidden="true"
          data-testid="time-under-pointer"
          className="pointer-events-none absolute bottom-full mb-1 -translate-x-1/2 rounded-md bg-ink px-1.5 py-0.5 text-xs font-semibold text-canvas tabular"
          style={{ left: `clamp(1.5rem, ${(preview / duration) * 100}%, calc(100% - 1.5rem))` }}
        >
          {clock(preview)}
        </span>
      ) : null}
    </div>
  );
}
