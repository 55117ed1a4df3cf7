import { lazy, Suspense, useState } from "react";
import { withWords } from "../../lib/i18n/i18n.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const ShortcutsDialog = lazy(() =>
  withWords(import("./shortcuts-dialog.tsx")).then((it) => ({ default: it.ShortcutsDialog })),
);

/**
 * The player's keys, and the page that explains them. Fetched as soon as the first page stands and before any
 * music: the player's bar comes with the first track, and a key pressed before it is there must not be lost.
 */
export function PlayerKeys({ isOn }: { isOn: boolean }) {
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ isOn, onHelp: () => setOpen(true) });
  return isOpen ? (
    <Suspense fallback={null}>
      <ShortcutsDialog onClose={() => setOpen(false)} />
    </Suspense>
  ) : null;
}
