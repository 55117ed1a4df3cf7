import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { Download, FileText } from "lucide-react";
import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { fileSize } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { pausePlayback } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";
import { useRoomUi } from "./room-ui.tsx";

/** Files that came with a message. Their room is reserved before they load. */
export function MessageFiles({ files }: { files: readonly ChatAttachment[] }) {
  const pictures = files.filter(({ kind }) => kind === "image");
  const others = files.filter(({ kind }) => kind !== "image");
  return (
    <div className="mt-1.5 flex flex-col gap-2">
      {pictures.length === 0 ? null : (
        <div className="flex flex-wrap gap-2">
          {pictures.map((file) => (
            <Picture key={file.id} file={file} isAlone={pictures.length === 1} />
          ))}
        </div>
      )}
      {others.map((file) =>
        file.kind === "audio" ? <Audio key={file.id} file={file} /> : <Other key={file.id} file={file} />,
      )}
    </div>
  );
}

/** Largest size in the list, CSS pixels. */
const ALONE = { width: 400, height: 320 };
const AMONG = { width: 200, height: 160 };

function Picture({ file, isAlone }: { file: ChatAttachment; isAlone: boolean }) {
  const { t } = useWords();
  const ui = useRoomUi();
  const width = file.width ?? 4;
  const height = file.height ?? 3;
  const most = isAlone ? ALONE : AMONG;
  const scale = Math.min(1, most.width / width, most.height / height);
  const shown = file.width ? Math.max(48, Math.round(width * scale)) : most.width;
  return (
    <button
      type="button"
      aria-label={t("chat.openPicture", { name: file.name })}
      onClick={() => ui.store.setState({ dialog: { t: "picture", attachment: file } })}
      className="block max-w-full cursor-zoom-in overflow-hidden rounded-2xl bg-raised ring-1 ring-line"
      style={{ width: shown, aspectRatio: `${width} / ${height}` }}
    >
      <img
        src={file.thumbnail_url ?? file.url}
        alt={t("chat.picture", { name: file.name })}
        width={width}
        height={height}
        loading="lazy"
        decoding="async"
        className="size-full object-cover"
      />
    </button>
  );
}

function Audio({ file }: { file: ChatAttachment }) {
  const { t, language } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const isPlayerOn = useStore(playerStore, ({ status }) => status === "playing");
  useEffect(() => {
    // The player's own music gives way to this, and this to the player's.
    if (isPlayerOn) audio.current?.pause();
  }, [isPlayerOn]);
  const onPlay = () => {
    pausePlayback();
    for (const other of document.querySelectorAll<HTMLAudioElement>("audio[data-chat]"))
      if (other !== audio.current) other.pause();
  };
  return (
    <figure className="w-100 max-w-full rounded-2xl bg-raised p-3 ring-1 ring-line">
      <figcaption className="mb-2 flex justify-between gap-3 px-1 text-sm font-medium">
        <span className="truncate">{file.name}</span>
        <span className="shrink-0 text-ink-3 tabular">{fileSize(file.bytes, language)}</span>
      </figcaption>
      {/* biome-ignore lint/a11y/useMediaCaption: what somebody recorded has no captions. */}
      <audio
        ref={audio}
        data-chat=""
        controls
        preload="none"
        src={file.url}
        onPlay={onPlay}
        aria-label={t("chat.audio", { name: file.name })}
        className="h-11 w-full"
      />
    </figure>
  );
}

function Other({ file }: { file: ChatAttachment }) {
  const { t, language } = useWords();
  const size = fileSize(file.bytes, language);
  return (
    <a
      href={file.url}
      download={file.name}
      aria-label={t("chat.download", { name: file.name, size })}
      className="flex w-100 max-w-full items-center gap-3 rounded-2xl bg-raised p-3 ring-1 ring-line hover:ring-line-strong"
    >
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-surface text-ink-2">
        <FileText className="size-5" aria-hidden="true" />
      </span>
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{file.name}</span>
        <span className="block text-sm text-ink-3 tabular">{size}</span>
      </span>
      <Download className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
    </a>
  );
}
