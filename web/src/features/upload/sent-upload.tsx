import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheckBig, TriangleAlert, X } from "lucide-react";
import { useStore } from "zustand";
import { FailureActions } from "../../components/tracks/failure-actions.tsx";
import { ReviewNotice } from "../../components/tracks/review-notice.tsx";
import { StageList } from "../../components/tracks/stage-list.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { withProgress } from "../../models/inbox/apply-frame.ts";
import { trackQuery } from "../../models/tracks/calls.ts";
import { progressStore } from "../../models/tracks/progress.ts";
import { removeUpload } from "../../models/uploads/transfers.ts";
import type { UploadItem } from "../../models/uploads/upload-store.ts";
import { buttonClass, IconButton } from "../../ui/button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";

/** A file that has arrived: its stages live, then its track, or why it failed and what to do. */
export function SentUpload({ item }: { item: UploadItem }) {
  const { t } = useWords();
  const query = useQuery({ ...trackQuery(item.trackId ?? ""), enabled: item.trackId !== null });
  const word = useStore(progressStore, (state) =>
    item.trackId === null ? undefined : state.words[item.trackId],
  );
  // The socket may be ahead of the answer that brought the track.
  const track =
    query.data && word && query.data.status === "processing" ? withProgress(query.data, word) : query.data;
  const id = item.trackId ?? item.id;
  const failure = track?.failure ?? null;
  return (
    <div>
      <div className="flex items-center gap-4">
        <Sleeve
          id={id}
          artworkUrl={track?.artwork_url ?? null}
          size={160}
          className="size-16 shrink-0 rounded-xl"
        />
        <div className="min-w-0 grow">
          <h3 className="truncate text-lg font-bold">{track?.title ?? item.title}</h3>
          <p className="truncate text-sm text-ink-2">{track?.artist ?? item.artist}</p>
        </div>
        <IconButton label={t("upload.dismiss")} onClick={() => removeUpload(item.id)}>
          <X className="size-5" aria-hidden="true" />
        </IconButton>
      </div>
      {failure && track ? (
        <div role="alert" className="mt-4 rounded-2xl bg-danger-surface p-4 text-danger">
          <p className="flex gap-3 font-semibold">
            <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
            {t(`failure.${failure.code}.message`)}
          </p>
          <p className="mt-1 pl-8 text-sm">{t(`failure.${failure.code}.remedy`)}</p>
          <div className="mt-3 flex flex-wrap gap-3 pl-8">
            <FailureActions trackId={track.id} code={failure.code} />
          </div>
        </div>
      ) : track?.review ? (
        <ReviewNotice trackId={track.id} review={track.review} />
      ) : track?.status === "completed" ? (
        <div role="status" className="mt-4 flex flex-wrap items-center justify-between gap-3">
          <p className="flex items-center gap-3 font-semibold">
            <CircleCheckBig className="size-6 text-ok" aria-hidden="true" />
            {t(
              track.visibility === "private"
                ? "upload.donePrivate"
                : track.visibility === "unlisted"
                  ? "upload.doneUnlisted"
                  : "upload.doneHint",
            )}
          </p>
          <Link to="/tracks/$trackId" params={{ trackId: track.id }} className={buttonClass("primary")}>
            {t("upload.open")}
          </Link>
        </div>
      ) : (
        <div className="mt-5">
          <StageList
            title={item.title}
            stage={track?.stage ?? word?.stage ?? null}
            progress={track?.progress ?? word?.progress ?? 0}
            queuedBefore={track?.queued_before ?? null}
          />
          <p className="mt-3 text-sm text-ink-3">{t("upload.mayLeave")}</p>
        </div>
      )}
    </div>
  );
}
