import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { useWords } from "../lib/i18n/use-words.ts";
import { dismissToast, type Toast, toastsStore } from "../lib/toasts.ts";

/** Long enough to read and to reach; waits while it is pointed at or focused. */
const SHOWN_MS = 7_000;

/** Where toasts appear. The region is always there, so that screen readers hear what is put into it. */
export function ToastRegion() {
  const toasts = useStore(toastsStore, (state) => state.toasts);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-[calc(var(--bottom-space)+0.75rem)] z-60 flex flex-col items-center gap-2 sm:items-end sm:inset-x-6"
    >
      {toasts.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Message({ toast }: { toast: Toast }) {
  const { t } = useWords();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismissToast(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id, isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only keeps it on the screen.
    <div
      className={`pointer-events-auto flex w-full max-w-md animate-[rise_200ms_var(--ease-out)] items-center gap-3 rounded-2xl py-1.5 pr-1.5 pl-5 text-sm font-medium shadow-float ${toast.tone === "error" ? "bg-danger-surface text-danger" : "bg-ink text-bg"}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className="grow py-2">{toast.text}</span>
      {toast.action ? (
        <button
          type="button"
          className="min-h-11 rounded-full px-3 font-bold underline underline-offset-4"
          onClick={() => {
            toast.action?.run();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      ) : null}
      <button
        type="button"
        aria-label={t("app.close")}
        className="grid size-11 shrink-0 place-items-center rounded-full"
        onClick={() => dismissToast(toast.id)}
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}
