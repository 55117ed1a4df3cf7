import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { useCurrentTrack } from "../../components/party/use-current-track.ts";
import { clock, spokenLength } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { partyPosition, seekForAll } from "../../models/party/party.ts";
import type { PartyView } from "../../models/party/party-view.ts";
import { waveformQuery } from "../../models/tracks/calls.ts";
import { Waveform } from "../../ui/waveform.tsx";

interface PartyPositionProps {
  view: PartyView;
  track: ReturnType<typeof useCurrentTrack>;
  /** Host and co-hosts move it for everybody. */
  leads: boolean;
}

/** Where the music is for everybody. */
export function PartyPosition({ view, track, leads }: PartyPositionProps) {
  const { t, language } = useWords();
  const { duration_ms, playing, item_id } = view.timeline;
  const position = usePosition(playing, view.timeline.revision);
  const { data } = useQuery(waveformQuery(track?.waveform_url ?? null));
  const duration = duration_ms / 1000;
  const label = t("party.position", { title: track?.title ?? "" });
  const waveform = (
    <Waveform
      data={data}
      duration={duration}
      position={position}
      live={partyPosition}
      isMoving={playing}
      label={label}
      onSeek={seekForAll}
      className="h-16 w-full sm:h-20"
      bar={3}
      gap={2}
    />
  );
  return (
    <div className={`min-w-0 grow basis-60 ${item_id === null ? "invisible" : ""}`}>
      {leads ? (
        waveform
      ) : (
        <>
          <div inert>{waveform}</div>
          <div
            role="progressbar"
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={Math.round(duration)}
            aria-valuenow={Math.round(position)}
            aria-valuetext={t("row.at", {
              position: spokenLength(position, language),
              duration: spokenLength(duration, language),
            })}
            className="sr-only"
          />
        </>
      )}
      <div className="mt-1 flex justify-between text-sm text-ink-2 tabular">
        <span>{clock(position)}</span>
        <span>{clock(duration)}</span>
      </div>
    </div>
  );
}

/** The position at the pace at which it is read. */
function usePosition(isPlaying: boolean, revision: number): number {
  const [position, setPosition] = useState(partyPosition);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new timeline moves it at once.
  useEffect(() => {
    setPosition(partyPosition());
    if (!isPlaying) return;
    const timer = setInterval(() => setPosition(partyPosition()), 500);
    return () => clearInterval(timer);
  }, [isPlaying, revision]);
  return position;
}
