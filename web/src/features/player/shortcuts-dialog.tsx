import { useWords } from "../../lib/i18n/use-words.ts";
import { SHORTCUTS } from "../../models/player/shortcuts.ts";
import { Modal } from "../../ui/modal.tsx";

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <Modal isOpen onClose={onClose} title={t("player.shortcuts")}>
      <dl>
        {SHORTCUTS.map(({ name, keys }) => (
          <div
            key={name}
            className="flex items-center justify-between gap-4 border-t border-line py-3 first:border-t-0"
          >
            <dt>{t(`player.shortcut.${name}`)}</dt>
            <dd className="flex gap-1.5">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="grid h-8 min-w-8 place-items-center rounded-lg bg-surface px-2 text-sm font-semibold ring-1 ring-line ring-inset"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
