import { createStore } from "zustand/vanilla";

export interface Toast {
  id: number;
  text: string;
  tone: "info" | "error";
  action?: { label: string; run: () => void };
}

interface ToastState {
  toasts: readonly Toast[];
}

export const toastsStore = createStore<ToastState>(() => ({ toasts: [] }));

let counter = 0;

/** Says something in passing. At most three are shown; the oldest gives way. */
export function toast(text: string, options: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  counter += 1;
  const added: Toast = {
    id: counter,
    text,
    tone: options.tone ?? "info",
    ...(options.action ? { action: options.action } : {}),
  };
  toastsStore.setState(({ toasts }) => ({
    toasts: [...toasts.filter((it) => it.text !== text).slice(-2), added],
  }));
}

export function dismissToast(id: number): void {
  toastsStore.setState(({ toasts }) => ({ toasts: toasts.filter((it) => it.id !== id) }));
}
