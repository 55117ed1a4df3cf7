import { useQuery } from "@tanstack/react-query";
import type { Track } from "@veza/contracts/http/tracks";
import { useEffect, useMemo, useRef } from "react";
import { waveformQuery } from "../../models/tracks/calls.ts";
import { useWaveformPaint } from "../../ui/waveform-paint.ts";

/** The waveform of a track that is not playing: a picture, not a control. */
export function StillWaveform({ track }: { track: Track }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data } = useQuery(waveformQuery(track.waveform_url));
  const paint = useMemo(() => ({ bar: 2, gap: 2 }), []);
  const draw = useWaveformPaint(canvas, data, paint);
  useEffect(() => draw(0, null), [draw]);
  return <canvas ref={canvas} className="size-full" />;
}
