import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { useWords } from "../lib/i18n/use-words.ts";

interface ModalProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Stays in view below what scrolls. */
  footer?: ReactNode;
  width?: "sm" | "lg";
}

/** Where one types first; nothing to type: the dialog's own first control. */
const FIRST_FIELD = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea, select";

/**
 * A dialog: a sheet from below on phones, a card in the middle elsewhere. Traps focus, closes with Escape. It
 * opens with the focus in its first field, so that what is typed at once is not lost; not by touch, where a
 * keyboard would cover it.
 */
export function Modal({ isOpen, onClose, title, children, footer, width = "sm" }: ModalProps) {
  const { t } = useWords();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-black/60 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          ref={popup}
          initialFocus={(openedBy) =>
            openedBy === "touch" ? true : (popup.current?.querySelector<HTMLElement>(FIRST_FIELD) ?? true)
          }
          className={`fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-3xl bg-raised text-ink shadow-float transition duration-200 ease-out data-ending-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:translate-y-4 data-starting-style:opacity-0 sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-3xl ${width === "lg" ? "sm:max-w-2xl" : "sm:max-w-md"}`}
        >
          <div className="flex items-start justify-between gap-4 px-6 pt-5 pb-3">
            <Dialog.Title className="pt-1.5 text-xl leading-tight font-bold">{title}</Dialog.Title>
            <Dialog.Close
              aria-label={t("app.close")}
              className="-mr-2 grid size-11 shrink-0 place-items-center rounded-full text-ink-2 hover:bg-surface hover:text-ink"
            >
              <X className="size-5" aria-hidden="true" />
            </Dialog.Close>
          </div>
          <div className="overflow-y-auto px-6 pb-6">{children}</div>
          {footer ? (
            <div className="border-t border-line px-6 pt-4 pb-[calc(1rem+env(safe-area-inset-bottom))]">
              {footer}
            </div>
          ) : null}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
