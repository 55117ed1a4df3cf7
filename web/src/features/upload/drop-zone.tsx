import { useQuery } from "@tanstack/react-query";
import { CHOOSER_ACCEPT } from "@veza/contracts/formats";
import { AudioLines, FilePlus2 } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { fileSize, spokenLength } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { uploadFactsQuery } from "../../models/uploads/calls.ts";
import { type ChosenFile, filesOfDrop } from "../../models/uploads/chosen-files.ts";
import { buttonClass } from "../../ui/button.tsx";

interface DropZoneProps {
  onFiles: (chosen: ChosenFile[]) => void;
  isCompact: boolean;
}

/** Where files come in: dropped anywhere on the page or chosen. Says before what is taken. */
export function DropZone({ onFiles, isCompact }: DropZoneProps) {
  const { t, language } = useWords();
  const facts = useQuery(uploadFactsQuery);
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    // A file that misses the zone must not replace the page.
    const prevent = (event: Event) => event.preventDefault();
    addEventListener("dragover", prevent);
    addEventListener("drop", prevent);
    return () => {
      removeEventListener("dragover", prevent);
      removeEventListener("drop", prevent);
    };
  }, []);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void filesOfDrop(event.dataTransfer).then(onFiles);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way in; the button inside is the other.
    <div
      onDragEnter={() => setOver(true)}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }}
      onDragLeave={(event) =>
        !event.currentTarget.contains(event.relatedTarget instanceof Node ? event.relatedTarget : null) &&
        setOver(false)
      }
      onDrop={drop}
      className={`relative flex flex-col items-center rounded-3xl border-2 border-dashed px-5 text-center transition-colors ${isCompact ? "py-5 sm:py-7" : "py-12 sm:py-16"} ${isOver ? "border-accent-ink bg-raised" : "border-line-strong bg-surface"}`}
    >
      {isCompact ? null : (
        <span
          className={`mb-5 grid size-20 place-items-center rounded-full bg-accent text-on-accent transition-transform duration-300 ${isOver ? "scale-110" : ""}`}
        >
          <AudioLines className="size-9" aria-hidden="true" />
        </span>
      )}
      <p
        className={`pointer-coarse:hidden ${isCompact ? "text-lg font-bold" : "text-2xl leading-tight font-bold"}`}
      >
        {t(isOver ? "upload.dropNow" : "upload.drop")}
      </p>
      <p className="my-2 text-sm text-ink-3 pointer-coarse:hidden">{t("upload.or")}</p>
      <label
        className={`${buttonClass("primary", isCompact ? "md" : "lg")} has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink`}
      >
        <FilePlus2 className="size-5" aria-hidden="true" />
        {t("upload.choose")}
        <input
          ref={input}
          type="file"
          multiple
          accept={CHOOSER_ACCEPT}
          className="sr-only"
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])].map((file) => ({ file, handle: null })));
            event.target.value = "";
          }}
        />
      </label>
      <p className="mt-5 min-h-10 max-w-lg text-sm text-ink-2">
        {facts.data ? (
          <>
            {t("upload.accepted", { formats: facts.data.accepted_formats.join(", ") })}
            <br />
            {t("upload.limits", {
              size: fileSize(facts.data.max_bytes, language),
              duration: spokenLength(facts.data.max_duration_ms / 1000, language),
            })}
          </>
        ) : facts.isError ? (
          t("upload.limitsFailed")
        ) : null}
      </p>
    </div>
  );
}
