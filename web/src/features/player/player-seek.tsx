import { useQuery } from "@tanstack/react-query";
import { useStore } from "zustand";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { livePosition, seekTo } from "../../models/player/commands.ts";
import type { QueueItem } from "../../models/player/queue.ts";
import { playerStore } from "../../models/player/store.ts";
import { waveformQuery } from "../../models/tracks/calls.ts";
import { Waveform } from "../../ui/waveform.tsx";

/** The waveform of what plays, as the place to seek, with the times beside it. */
export function PlayerSeek({
  item,
  className = "",
  isStacked = false,
}: {
  item: QueueItem;
  className?: string;
  isStacked?: boolean;
}) {
  const { t } = useWords();
  const position = useStore(playerStore, (state) => state.position);
  const isPlaying = useStore(playerStore, (state) => state.status === "playing");
  const { data } = useQuery(waveformQuery(item.track.waveform_url));
  const duration = (item.track.duration_ms ?? 0) / 1000;
  const times = "text-xs text-ink-2 tabular";
  const waveform = (
    <Waveform
      data={data}
      duration={duration}
      position={position}
      live={livePosition}
      isMoving={isPlaying}
      label={t("player.position", { title: item.track.title })}
      onSeek={seekTo}
      className={`min-w-0 grow ${className}`}
      bar={isStacked ? 3 : 2}
      gap={2}
    />
  );
  if (isStacked) {
    return (
      <div>
        <div className="flex">{waveform}</div>
        <div className="mt-2 flex justify-between">
          <span className={times}>{clock(position)}</span>
          <span className={times}>{clock(duration)}</span>
        </div>
      </div>
    );
  }
  return (
    <div className="flex items-center gap-3">
      <span className={`${times} w-10 text-right`}>{clock(position)}</span>
      {waveform}
      <span className={`${times} w-10`}>{clock(duration)}</span>
    </div>
  );
}
