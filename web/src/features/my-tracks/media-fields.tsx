import { useMutation } from "@tanstack/react-query";
import { CHOOSER_ACCEPT } from "@veza/contracts/formats";
import { MAX_ARTWORK_BYTES, type Track } from "@veza/contracts/http/tracks";
import { ARTWORK_ACCEPT } from "@veza/contracts/picture-formats";
import { ImagePlus, RefreshCw } from "lucide-react";
import { useState } from "react";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { putArtworkMutation, replaceAudioMutation } from "../../models/tracks/edit-calls.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";

const FOCUS =
  "has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink";

/** What is not text: the artwork and the audio itself. Each is sent as soon as it is chosen. */
export function MediaFields({ track }: { track: Track }) {
  const { t } = useWords();
  const artwork = useMutation(putArtworkMutation);
  const audio = useMutation(replaceAudioMutation);
  const [isTooLarge, setTooLarge] = useState(false);
  const artworkUrl = artwork.data?.artwork_url ?? track.artwork_url;
  const chooseArtwork = (image: File | undefined) => {
    if (!image) return;
    setTooLarge(image.size > MAX_ARTWORK_BYTES);
    if (image.size <= MAX_ARTWORK_BYTES)
      artwork.mutate({ trackId: track.id, image }, { onSuccess: () => toast(t("myTracks.artworkSaved")) });
  };
  const chooseAudio = (file: File | undefined) => {
    if (file)
      audio.mutate({ trackId: track.id, audio: file }, { onSuccess: () => toast(t("myTracks.replaced")) });
  };
  const artworkError = isTooLarge
    ? t("myTracks.artworkTooLarge")
    : artwork.isError
      ? t(`error.${codeOf(artwork.error)}`)
      : null;
  return (
    <div className="flex flex-wrap items-start gap-5">
      <Sleeve
        id={track.id}
        artworkUrl={artworkUrl}
        size={160}
        className={`size-28 shrink-0 rounded-2xl ${artwork.isPending ? "opacity-50" : ""}`}
      />
      <div className="flex min-w-60 grow basis-0 flex-col gap-4">
        <div>
          <label className={`${buttonClass("quiet")} ${FOCUS}`}>
            <ImagePlus className="size-4.5" aria-hidden="true" />
            {t(artwork.isPending ? "myTracks.artworkBusy" : "myTracks.artworkChoose")}
            <input
              type="file"
              accept={ARTWORK_ACCEPT}
              className="sr-only"
              disabled={artwork.isPending}
              onChange={(event) => chooseArtwork(event.target.files?.[0])}
            />
          </label>
          <p className="mt-1.5 text-xs text-ink-3">{t("myTracks.artworkHint")}</p>
          {artworkError ? (
            <p role="alert" className="mt-1 text-sm font-medium text-danger">
              {artworkError}
            </p>
          ) : null}
        </div>
        <div>
          <label className={`${buttonClass("quiet")} ${FOCUS}`}>
            <RefreshCw className={`size-4.5 ${audio.isPending ? "animate-spin" : ""}`} aria-hidden="true" />
            {t("myTracks.replace")}
            <input
              type="file"
              accept={CHOOSER_ACCEPT}
              className="sr-only"
              disabled={audio.isPending}
              onChange={(event) => chooseAudio(event.target.files?.[0])}
            />
          </label>
          <p className="mt-1.5 text-xs text-ink-3">{t("myTracks.replaceHint")}</p>
          {audio.isError ? (
            <p role="alert" className="mt-1 text-sm font-medium text-danger">
              {t(`error.${codeOf(audio.error)}`)}
            </p>
          ) : null}
        </div>
      </div>
    </div>
  );
}
