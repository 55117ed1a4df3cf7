import type { Track } from "@veza/contracts/http/tracks";
import { useEffect, useMemo, useRef } from "react";
import { useWaveform } from "../lib/operations/get-waveform.ts";
import { useWaveformPaint } from "./waveform-paint.ts";

/** The waveform of a track that is not playing: a picture, not a control. */
export function StillWaveform({ track }: { track: Track }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data } = useWaveform(track.waveform_url);
  const paint = useMemo(() => ({ bar: 2, gap: 2 }), []);
  const draw = useWaveformPaint(canvas, data, paint);
  useEffect(() => draw(0, null), [draw]);
  return <canvas ref={canvas} className="size-full" />;
}
