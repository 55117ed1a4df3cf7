import { Menu } from "@base-ui/react/menu";
import { Check, MonitorSpeaker } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { playHere } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";

/** The listener's devices, and where the music sounds. Only where there is more than this one. */
export function DeviceMenu() {
  const { t } = useWords();
  const devices = useStore(playerStore, (state) => state.devices);
  const deviceId = useStore(playerStore, (state) => state.deviceId);
  const remote = useStore(playerStore, (state) => state.remote);
  if (devices.length < 2) return null;
  const own = devices.find((it) => it.device_id === deviceId);
  const others = devices.filter((it) => it !== own);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("player.devices")}
        className={`grid size-11 shrink-0 place-items-center rounded-full transition-colors hover:bg-raised ${remote ? "text-accent-ink" : "text-ink-2 hover:text-ink"}`}
      >
        <MonitorSpeaker className="size-5" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-60" sideOffset={8} align="end" collisionPadding={12}>
          <Menu.Popup className="pop w-76 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            {own ? (
              <Row
                name={t("player.thisDevice")}
                hint={own.is_active ? t("player.soundsHere") : t("player.playHere")}
                isActive={own.is_active}
                onClick={playHere}
                isDisabled={own.is_active}
              />
            ) : null}
            {others.map((it) => (
              <Row
                key={it.device_id}
                name={it.name}
                hint={it.is_active ? t("player.nowPlaying") : t("player.deviceHint")}
                isActive={it.is_active}
                isDisabled
              />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Row({
  name,
  hint,
  isActive,
  isDisabled,
  onClick,
}: {
  name: string;
  hint: string;
  isActive: boolean;
  isDisabled: boolean;
  onClick?: () => void;
}) {
  return (
    <Menu.Item
      disabled={isDisabled}
      onClick={onClick}
      className="grid min-h-11 grid-cols-[1.25rem_minmax(0,1fr)] items-center gap-2.5 rounded-xl px-3 py-2 text-sm font-medium outline-none data-highlighted:bg-surface not-data-disabled:cursor-pointer"
    >
      <span className="text-accent-ink">
        {isActive ? <Check className="size-4.5" strokeWidth={2.5} aria-hidden="true" /> : null}
      </span>
      <span className="min-w-0">
        <span className="block truncate">{name}</span>
        <span className="block text-xs text-ink-3">{hint}</span>
      </span>
    </Menu.Item>
  );
}
