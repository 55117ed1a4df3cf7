import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { Download, Ghost, Hourglass, TriangleAlert } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useStore } from "zustand";
import { ListenTogetherButton } from "../../components/party/lazy-listen-together.tsx";
import { LazyTrackMenu } from "../../components/tracks/lazy-track-menu.tsx";
import { StageList } from "../../components/tracks/stage-list.tsx";
import { useTrackPlayback } from "../../components/tracks/use-track-playback.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { clock, day } from "../../lib/format.ts";
import { withWords } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTint } from "../../lib/use-tint.ts";
import { useTitle } from "../../lib/use-title.ts";
import { playerStore } from "../../models/player/store.ts";
import { trackQuery } from "../../models/tracks/calls.ts";
import { buttonClass } from "../../ui/button.tsx";
import { LinkedText } from "../../ui/linked-text.tsx";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { AudioFactsPanel } from "./audio-facts-panel.tsx";
import { PlayableWaveform } from "./playable-waveform.tsx";

// For the artist of a track that did not work out; everybody else loads neither.
const FailureActions = lazy(() =>
  withWords(import("../../components/tracks/failure-actions.tsx")).then((it) => ({
    default: it.FailureActions,
  })),
);
const ReviewNotice = lazy(() =>
  withWords(import("../../components/tracks/review-notice.tsx")).then((it) => ({ default: it.ReviewNotice })),
);

interface TrackPageProps {
  trackId: string;
  /** The room beside a track that plays. */
  renderRoom: () => ReactNode;
}

export function TrackPage({ trackId, renderRoom }: TrackPageProps) {
  const { t } = useWords();
  const { data: track, error, isPending, refetch } = useQuery(trackQuery(trackId));
  useTitle(track ? `${track.title}, ${track.artist}` : "Veza");
  if (isPending) return <Loading />;
  if (!track) {
    const code = codeOf(error);
    if (code === "not_found" || code === "invalid_request") {
      return (
        <StateMessage icon={Ghost} title={t("track.withdrawn")} hint={t("track.withdrawnHint")} level={1}>
          <Link to="/" className={buttonClass("primary")}>
            {t("notFound.action")}
          </Link>
        </StateMessage>
      );
    }
    return <LoadFailed title={t("artist.failed")} error={error} onRetry={() => void refetch()} level={1} />;
  }
  return <Loaded track={track} room={track.status === "completed" ? renderRoom() : null} />;
}

function Loaded({ track, room }: { track: Track; room: ReactNode }) {
  const { t, language } = useWords();
  const tint = useTint(track.id, track.artwork_url);
  const list = [track];
  const { isCurrent, isPlaying, canPlay, toggle } = useTrackPlayback(list, 0);
  const position = useStore(playerStore, (state) => (isCurrent ? state.position : 0));
  return (
    <article>
      <header style={tint} className="tinted px-4 pt-6 pb-6 sm:px-8 lg:pt-10 lg:pb-8">
        <div className="mx-auto grid max-w-6xl items-end gap-6 sm:grid-cols-[13rem_minmax(0,1fr)] lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-9">
          <Sleeve
            id={track.id}
            artworkUrl={track.artwork_url}
            size={600}
            isHero
            className="w-full max-w-72 rounded-2xl shadow-float max-sm:mx-auto"
          />
          <div className="min-w-0">
            <h1 className="line-clamp-3 pb-[0.08em] text-4xl font-extrabold wrap-break-word">
              {track.title}
            </h1>
            <p className="mt-2 text-xl text-ink-2">{track.artist}</p>
            <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
              <Link
                to="/u/$username"
                params={{ username: track.uploader.username }}
                className="font-semibold underline decoration-1 underline-offset-4 hover:text-ink"
              >
                {t("track.uploadedBy", { name: track.uploader.username })}
              </Link>
              {track.published_at === null ? null : (
                <span>{t("track.published", { date: day(track.published_at, language) })}</span>
              )}
              <span>{t("track.plays", { count: track.play_count })}</span>
              {track.visibility === "public" ? null : (
                <span className="font-semibold">{t(`visibility.${track.visibility}`)}</span>
              )}
            </p>
          </div>
        </div>
        {canPlay ? (
          <div className="mx-auto mt-8 flex max-w-6xl items-center gap-4 sm:gap-6">
            <PlayButton title={track.title} isPlaying={isPlaying} onClick={toggle} size="lg" />
            <div className="min-w-0 grow">
              <PlayableWaveform tracks={list} index={0} className="h-24 sm:h-32" />
              <div className="mt-2 flex justify-between text-sm text-ink-2 tabular">
                <span>{clock(position)}</span>
                <span>{clock((track.duration_ms ?? 0) / 1000)}</span>
              </div>
            </div>
          </div>
        ) : null}
      </header>
      <div className="px-4 pt-8 sm:px-8">
        <div className="mx-auto max-w-6xl">
          <Progress track={track} />
          <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div className="flex flex-col gap-6">
              <div className="flex flex-wrap items-center gap-2">
                {canPlay ? <ListenTogetherButton trackIds={[track.id]} /> : null}
                {track.download_url === null ? null : (
                  <a href={track.download_url} download className={buttonClass("quiet")}>
                    <Download className="size-4.5" aria-hidden="true" />
                    {t("track.download")}
                  </a>
                )}
                <LazyTrackMenu track={track} className="ring-1 ring-line ring-inset" />
              </div>
              <section>
                <h2 className="mb-2 text-xl font-bold">{t("track.about")}</h2>
                <p className="max-w-prose text-base wrap-break-word whitespace-pre-line text-ink-2">
                  {track.description === null ? (
                    t("track.noDescription")
                  ) : (
                    <LinkedText text={track.description} />
                  )}
                </p>
              </section>
              {track.tags.length > 0 ? (
                <ul aria-label={t("track.tags")} className="flex flex-wrap gap-2">
                  {track.tags.map((tag) => (
                    <li key={tag} className="rounded-full bg-surface px-3 py-1 text-sm text-ink-2">
                      {tag}
                    </li>
                  ))}
                </ul>
              ) : null}
            </div>
            <AudioFactsPanel track={track} />
          </div>
          {room}
        </div>
      </div>
    </article>
  );
}

/** What only the uploader sees: a track, or its new audio, that is on its way or failed. */
function Progress({ track }: { track: Track }) {
  const { t } = useWords();
  const work = track.replacement ?? (track.status === "completed" ? null : track);
  if (!work) return null;
  if (work.failure) {
    return (
      <div role="alert" className="mb-8 flex gap-4 rounded-2xl bg-danger-surface p-5 text-danger">
        <TriangleAlert className="size-6 shrink-0" aria-hidden="true" />
        <div>
          <p className="font-semibold">{t(`failure.${work.failure.code}.message`)}</p>
          <p className="text-sm">{t(`failure.${work.failure.code}.remedy`)}</p>
          <div className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-2">
            <Suspense fallback={null}>
              <FailureActions trackId={track.id} code={work.failure.code} />
            </Suspense>
            <Link
              to="/my-tracks"
              className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4"
            >
              {t("nav.myTracks")}
            </Link>
          </div>
        </div>
      </div>
    );
  }
  if (work.review) {
    return (
      <div className="mb-8">
        <Suspense fallback={null}>
          <ReviewNotice trackId={track.id} review={work.review} />
        </Suspense>
      </div>
    );
  }
  return (
    <div className="mb-8 rounded-2xl bg-surface p-5">
      <p className="mb-4 flex items-center gap-3 font-medium">
        <Hourglass className="size-5 text-accent-ink" aria-hidden="true" />
        {t(track.replacement ? "track.replacing" : "track.preparing")}
      </p>
      <StageList title={track.title} stage={work.stage} progress={work.progress} />
    </div>
  );
}

function Loading() {
  return (
    <div aria-busy="true">
      <div className="bg-surface px-4 pt-6 pb-8 sm:px-8 lg:pt-10">
        <div className="mx-auto grid max-w-6xl items-end gap-6 sm:grid-cols-[13rem_minmax(0,1fr)] lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-9">
          <div className="skeleton aspect-square w-full max-w-72 rounded-2xl max-sm:mx-auto" />
          <div>
            <div className="skeleton h-14 w-2/3" />
            <div className="skeleton mt-4 h-6 w-1/3" />
          </div>
        </div>
        <div className="skeleton mx-auto mt-8 h-32 max-w-6xl" />
      </div>
    </div>
  );
}
