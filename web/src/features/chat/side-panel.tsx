import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { IconButton } from "../../ui/button.tsx";

interface SidePanelFrameProps {
  title: string;
  onClose: () => void;
  /** Beside the conversation where there is room; over it where there is none. */
  isWide: boolean;
  children: ReactNode;
}

/**
 * What stands beside the conversation: a thread, a search, pins. Over it on phones. Gives the focus back when
 * it closes.
 */
export function SidePanelFrame({ title, onClose, isWide, children }: SidePanelFrameProps) {
  const { t } = useWords();
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (!frame.current?.contains(before)) frame.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      ref={frame}
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
      className={`flex min-h-0 flex-col bg-bg outline-none ${isWide ? "absolute inset-0 z-30 lg:static lg:w-80 lg:shrink-0 2xl:w-96 lg:border-l lg:border-line" : "absolute inset-0 z-30"}`}
    >
      <div className="flex min-h-15 shrink-0 items-center justify-between gap-2 border-b border-line pr-2 pl-5">
        <h2 className="truncate text-lg font-bold">{title}</h2>
        <IconButton label={t("chat.close")} onClick={onClose}>
          <X className="size-5" aria-hidden="true" />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
