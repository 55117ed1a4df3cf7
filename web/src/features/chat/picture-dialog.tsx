import { Dialog } from "@base-ui/react/dialog";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { ExternalLink, X } from "lucide-react";
import { useWords } from "../../lib/i18n/use-words.ts";

/** A picture as large as the screen allows. */
export function PictureDialog({ file, onClose }: { file: ChatAttachment; onClose: () => void }) {
  const { t } = useWords();
  const button = "grid size-11 place-items-center rounded-full bg-black/60 text-white hover:bg-black";
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-black/85" />
        <Dialog.Popup
          aria-label={t("chat.picture", { name: file.name })}
          className="fixed inset-0 z-50 grid place-items-center p-4 outline-none"
        >
          {/* A press beside the picture closes it; Escape and the button do the same. */}
          <button
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            className="absolute inset-0 cursor-zoom-out"
            onClick={onClose}
          />
          <img
            src={file.url}
            alt={t("chat.picture", { name: file.name })}
            width={file.width ?? undefined}
            height={file.height ?? undefined}
            className="pointer-events-none relative max-h-[calc(100dvh-6rem)] w-auto max-w-full rounded-xl object-contain"
          />
          <div className="absolute top-4 right-4 flex gap-2">
            <a
              href={file.url}
              target="_blank"
              rel="noopener"
              aria-label={t("chat.openOriginal")}
              title={t("chat.openOriginal")}
              className={button}
            >
              <ExternalLink className="size-5" aria-hidden="true" />
            </a>
            <Dialog.Close aria-label={t("app.close")} className={button}>
              <X className="size-5" aria-hidden="true" />
            </Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
