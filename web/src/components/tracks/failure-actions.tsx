import { useMutation } from "@tanstack/react-query";
import { FAILURES } from "@veza/contracts/failures";
import type { FailureCode } from "@veza/contracts/media";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { replaceAudioMutation, retryTrackMutation } from "../../models/tracks/edit-calls.ts";
import { Button } from "../../ui/button.tsx";
import { ReplaceFile } from "./replace-file.tsx";

/**
 * What its artist can do about a failed track: run it again where that can help, otherwise give it another
 * file.
 */
export function FailureActions({ trackId, code }: { trackId: string; code: FailureCode }) {
  const { t } = useWords();
  const retry = useMutation(retryTrackMutation);
  const replace = useMutation(replaceAudioMutation);
  const error = retry.error ?? replace.error;
  return (
    <>
      {FAILURES[code].remedied_by === "retry" ? (
        <Button look="danger" disabled={retry.isPending} onClick={() => retry.mutate(trackId)}>
          {t("myTracks.retry")}
        </Button>
      ) : (
        <ReplaceFile
          look="danger"
          isDisabled={replace.isPending}
          isBusy={replace.isPending}
          onChoose={(audio) => replace.mutate({ trackId, audio })}
        />
      )}
      {error ? (
        <p role="alert" className="self-center text-sm font-medium">
          {t(`error.${codeOf(error)}`)}
        </p>
      ) : null}
    </>
  );
}
