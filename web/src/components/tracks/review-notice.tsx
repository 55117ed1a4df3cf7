import { useMutation } from "@tanstack/react-query";
import type { Review } from "@veza/contracts/media";
import { FileWarning } from "lucide-react";
import { codeOf } from "../../lib/api/api-error.ts";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { publishTrackMutation, replaceAudioMutation } from "../../models/tracks/edit-calls.ts";
import { Button } from "../../ui/button.tsx";
import { ReplaceFile } from "./replace-file.tsx";

/**
 * A track that holds less than its file promises: both lengths, and the two things that its artist can do.
 */
export function ReviewNotice({ trackId, review }: { trackId: string; review: Review }) {
  const { t } = useWords();
  const publish = useMutation(publishTrackMutation);
  const replace = useMutation(replaceAudioMutation);
  const isBusy = publish.isPending || replace.isPending;
  const error = publish.error ?? replace.error;
  const readable = clock(review.readable_ms / 1000);
  return (
    <div role="status" className="mt-3 rounded-xl bg-raised px-4 py-3 text-sm">
      <p className="flex gap-3 font-semibold">
        <FileWarning className="size-5 shrink-0" aria-hidden="true" />
        {review.reason === "shorter" && review.promised_ms !== null
          ? t("review.shorter", { readable, promised: clock(review.promised_ms / 1000) })
          : t("review.errors", { readable })}
      </p>
      <p className="mt-1 pl-8 text-ink-2">{t("review.hint")}</p>
      <div className="mt-3 flex flex-wrap gap-3 pl-8">
        <Button disabled={isBusy} onClick={() => publish.mutate(trackId)}>
          {t("review.publish")}
        </Button>
        <ReplaceFile
          look="quiet"
          isDisabled={isBusy}
          isBusy={replace.isPending}
          onChoose={(audio) => replace.mutate({ trackId, audio })}
        />
      </div>
      {error ? (
        <p role="alert" className="mt-2 pl-8 font-medium text-danger">
          {t(`error.${codeOf(error)}`)}
        </p>
      ) : null}
    </div>
  );
}
