import { CHOOSER_ACCEPT } from "@veza/contracts/formats";
import { RefreshCw } from "lucide-react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { type ButtonLook, buttonClass } from "../../ui/button.tsx";

interface ReplaceFileProps {
  look: ButtonLook;
  isDisabled: boolean;
  isBusy: boolean;
  onChoose: (audio: File) => void;
}

/**
 * Chooses another file for a track. It looks like a button and is a file field, so that every way of choosing
 * works.
 */
export function ReplaceFile({ look, isDisabled, isBusy, onChoose }: ReplaceFileProps) {
  const { t } = useWords();
  return (
    <label
      className={`${buttonClass(look)} has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink`}
    >
      <RefreshCw className={`size-4.5 ${isBusy ? "animate-spin" : ""}`} aria-hidden="true" />
      {t("review.replace")}
      <input
        type="file"
        accept={CHOOSER_ACCEPT}
        className="sr-only"
        disabled={isDisabled}
        onChange={(event) => {
          const audio = event.target.files?.[0];
          event.target.value = "";
          if (audio) onChoose(audio);
        }}
      />
    </label>
  );
}
