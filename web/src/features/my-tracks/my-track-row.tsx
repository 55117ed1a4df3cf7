import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { EyeOff, Link2, Pencil, Trash2, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../components/button.tsx";
import { PlayButton } from "../../components/play-button.tsx";
import { Sleeve } from "../../components/sleeve.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { clock, percent } from "../../lib/format.ts";
import { useRetryTrack } from "../../lib/operations/retry-track.ts";
import { useTrackPlayback } from "../../lib/player/use-track-playback.ts";
import { toast } from "../../lib/toasts.ts";
import type { Asked } from "./my-tracks-page.tsx";

/** One of one's own tracks, with its state and what can be done about it. */
export function MyTrackRow({
  tracks,
  index,
  onAsk,
}: {
  tracks: readonly Track[];
  index: number;
  onAsk: (asked: Asked) => void;
}) {
  const { t } = useTranslation();
  const track = tracks[index];
  const { isPlaying, canPlay, toggle } = useTrackPlayback(tracks, index);
  const retry = useRetryTrack();
  if (!track) return null;
  const work = track.replacement ?? track;
  return (
    <article className="rounded-2xl bg-surface p-3 sm:p-4">
      <div className="flex items-center gap-3 sm:gap-4">
        <div className="relative shrink-0">
          <Sleeve id={track.id} artworkUrl={track.artwork_url} size={160} className="size-16 rounded-xl" />
          {canPlay ? (
            <PlayButton
              title={track.title}
              isPlaying={isPlaying}
              onClick={toggle}
              size="sm"
              className="absolute inset-0 m-auto shadow-float"
            />
          ) : null}
        </div>
        <div className="min-w-0 grow">
          <h2 className="truncate text-base font-semibold tracking-normal">
            <Link to="/tracks/$trackId" params={{ trackId: track.id }} className="hover:underline">
              {track.title}
            </Link>
          </h2>
          <p className="flex items-center gap-2 text-sm text-ink-2">
            <span className="truncate">{track.artist}</span>
            {track.duration_ms === null ? null : (
              <span className="tabular">{clock(track.duration_ms / 1000)}</span>
            )}
            <span className="hidden sm:inline">{t("track.plays", { count: track.play_count })}</span>
          </p>
          <StatusLine track={track} />
        </div>
        <IconButton
          label={`${t("myTracks.edit")}: ${track.title}`}
          onClick={() => onAsk({ what: "edit", track })}
        >
          <Pencil className="size-5" aria-hidden="true" />
        </IconButton>
        <IconButton
          label={`${t("myTracks.delete")}: ${track.title}`}
          onClick={() => onAsk({ what: "delete", track })}
        >
          <Trash2 className="size-5" aria-hidden="true" />
        </IconButton>
      </div>
      {work.failure ? (
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl bg-danger-surface px-4 py-2.5 text-sm text-danger">
          <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
          <p className="min-w-48 grow basis-0">
            <strong className="font-semibold">{t(`failure.${work.failure.code}.message`)}</strong>{" "}
            {t(`failure.${work.failure.code}.remedy`)}
          </p>
          <Button
            look="danger"
            disabled={retry.isPending}
            onClick={() =>
              retry.mutate(track.id, {
                onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }),
              })
            }
          >
            {t("myTracks.retry")}
          </Button>
        </div>
      ) : null}
    </article>
  );
}

function StatusLine({ track }: { track: Track }) {
  const { t, i18n } = useTranslation();
  const work = track.replacement ?? track;
  const isWorking = work.status === "processing" || work.status === "uploading";
  const VisibilityIcon =
    track.visibility === "private" ? EyeOff : track.visibility === "unlisted" ? Link2 : null;
  return (
    <p className="mt-0.5 flex items-center gap-2 text-sm font-medium">
      {isWorking ? (
        <span className="flex items-center gap-2 text-accent-ink">
          <span className="h-1.5 w-20 overflow-hidden rounded-full bg-line" aria-hidden="true">
            <span
              className="block h-full origin-left bg-accent transition-transform duration-500"
              style={{ transform: `scaleX(${work.progress})` }}
            />
          </span>
          <span className="tabular">
            {t("stage.now", {
              stage: t(`stage.${work.stage ?? "queued"}`),
              percent: percent(work.progress, i18n.language),
            })}
          </span>
        </span>
      ) : (
        <span
          className={
            track.status === "completed"
              ? "text-ok"
              : track.status === "failed"
                ? "text-danger"
                : "text-ink-2"
          }
        >
          {t(`status.${track.status}`)}
        </span>
      )}
      {VisibilityIcon ? (
        <span className="flex items-center gap-1 text-ink-3">
          <VisibilityIcon className="size-3.5" aria-hidden="true" />
          {t(`visibility.${track.visibility}`)}
        </span>
      ) : null}
    </p>
  );
}
