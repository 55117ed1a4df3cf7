import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Music4, Play, UserX } from "lucide-react";
import type { ReactNode } from "react";
import { useTracks } from "../../components/tracks/use-tracks.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { day } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTint } from "../../lib/use-tint.ts";
import { useTitle } from "../../lib/use-title.ts";
import { artistQuery } from "../../models/account/calls.ts";
import { playTracks } from "../../models/player/commands.ts";
import { isPlayable } from "../../models/player/queue.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Monogram } from "../../ui/monogram.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { TrackList } from "./track-list.tsx";

/** Somebody's public page. */
export function ArtistPage({
  username,
  renderRoom,
}: {
  username: string;
  /** The room of this artist, by user id. */
  renderRoom: (artistId: string) => ReactNode;
}) {
  const { t, language } = useWords();
  const artist = useQuery(artistQuery(username));
  const query = useTracks(
    { uploader_id: artist.data?.id, sort: "newest" },
    { enabled: artist.data !== undefined },
  );
  const tint = useTint(username, null);
  useTitle(`@${username}`);
  if (artist.isError) {
    const code = codeOf(artist.error);
    if (code === "not_found" || code === "invalid_request") {
      return (
        <StateMessage icon={UserX} title={t("artist.missing")} hint={t("artist.missingHint")} level={1}>
          <Link to="/" className={buttonClass("primary")}>
            {t("notFound.action")}
          </Link>
        </StateMessage>
      );
    }
    return (
      <LoadFailed
        title={t("artist.failed")}
        error={artist.error}
        onRetry={() => void artist.refetch()}
        level={1}
      />
    );
  }
  const { tracks } = query;
  const firstPlayable = tracks.findIndex(isPlayable);
  return (
    <div>
      <header style={tint} className="tinted px-4 py-8 sm:px-8 lg:py-12">
        <div className="flex flex-wrap items-center gap-6">
          <Monogram name={username} className="size-24 text-4xl sm:size-32" />
          <div className="min-w-0 grow">
            <h1 className="truncate pb-1 text-4xl font-extrabold">{username}</h1>
            <p className="mt-1 flex min-h-6 flex-wrap gap-x-4 text-ink-2">
              {artist.data ? (
                <>
                  <span>{t("artist.tracks", { count: artist.data.track_count })}</span>
                  <span>{t("artist.since", { date: day(artist.data.created_at, language) })}</span>
                </>
              ) : null}
            </p>
          </div>
          {firstPlayable === -1 ? null : (
            <Button look="primary" size="lg" onClick={() => playTracks(tracks, firstPlayable)}>
              <Play className="size-5" fill="currentColor" aria-hidden="true" />
              {t("artist.playAll")}
            </Button>
          )}
        </div>
      </header>
      <div className="px-4 pt-6 sm:px-8">
        <h2 className="sr-only">{t("artist.heading")}</h2>
        {query.isError && tracks.length === 0 ? (
          <LoadFailed title={t("discover.failed")} error={query.error} onRetry={() => void query.refetch()} />
        ) : query.isSuccess && tracks.length === 0 ? (
          <StateMessage icon={Music4} title={t("artist.empty")} hint={t("artist.emptyHint")} />
        ) : (
          <TrackList query={query} />
        )}
        {artist.data ? renderRoom(artist.data.id) : null}
      </div>
    </div>
  );
}
