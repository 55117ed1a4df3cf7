import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { EyeOff, Link2, Pencil, Trash2, TriangleAlert } from "lucide-react";
import { FailureActions } from "../../components/tracks/failure-actions.tsx";
import { ReviewNotice } from "../../components/tracks/review-notice.tsx";
import { useTrackPlayback } from "../../components/tracks/use-track-playback.ts";
import { clock, percent } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
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
  const { t } = useWords();
  const track = tracks[index];
  const { isPlaying, canPlay, toggle } = useTrackPlayback(tracks, index);
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
      {work.review ? <ReviewNotice trackId={track.id} review={work.review} /> : null}
      {work.failure ? (
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl bg-danger-surface px-4 py-2.5 text-sm text-danger">
          <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
          <p className="min-w-48 grow basis-0">
            <strong className="font-semibold">{t(`failure.${work.failure.code}.message`)}</strong>{" "}
            {t(`failure.${work.failure.code}.remedy`)}
          </p>
          <FailureActions trackId={track.id} code={work.failure.code} />
        </div>
      ) : null}
    </article>
  );
}

function StatusLine({ track }: { track: Track }) {
  const { t, language } = useWords();
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
              stage:
                work.stage === null && track.queued_before
                  ? t("stage.queuedBefore", { count: track.queued_before })
                  : t(`stage.${work.stage ?? "queued"}`),
              percent: percent(work.progress, language),
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
          {t(
            track.status === "completed" && track.visibility !== "public"
              ? "status.ready"
              : `status.${track.status}`,
          )}
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
