import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import {
  choosePresence,
  PRESENCE_CHOICES,
  type PresenceChoice,
  presenceStore,
} from "../../models/chat/presence-choice.ts";

const DOTS: Record<PresenceChoice, string> = {
  online: "bg-ok",
  dnd: "bg-danger",
  invisible: "ring-2 ring-inset ring-ink-3",
};

/** What one is seen as in every room: online, not to be disturbed, or not at all. */
export function PresenceMenu() {
  const { t } = useWords();
  const status = useStore(presenceStore, (state) => state.status);
  const name = t("presence.yours", { status: t(`presence.${status}`) });
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={name}
        title={name}
        className="grid size-11 shrink-0 place-items-center rounded-full hover:bg-raised data-popup-open:bg-raised"
      >
        <span aria-hidden="true" className={`size-3 rounded-full ${DOTS[status]}`} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-50" sideOffset={4} align="end" collisionPadding={12}>
          <Menu.Popup className="pop w-72 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            <Menu.RadioGroup
              value={status}
              onValueChange={(value: unknown) => {
                const chosen = PRESENCE_CHOICES.find((it) => it === value);
                if (chosen !== undefined) choosePresence(chosen);
              }}
            >
              {PRESENCE_CHOICES.map((choice) => (
                <Menu.RadioItem
                  key={choice}
                  value={choice}
                  closeOnClick
                  className="flex cursor-pointer items-center gap-3 rounded-xl px-3 py-2 outline-none data-highlighted:bg-surface"
                >
                  <span aria-hidden="true" className={`size-3 shrink-0 rounded-full ${DOTS[choice]}`} />
                  <span className="min-w-0 grow">
                    <span className="block text-sm font-medium">{t(`presence.${choice}`)}</span>
                    <span className="block text-xs text-ink-2">{t(`presence.${choice}Hint`)}</span>
                  </span>
                  <Menu.RadioItemIndicator>
                    <Check className="size-4 text-accent-ink" aria-hidden="true" />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
