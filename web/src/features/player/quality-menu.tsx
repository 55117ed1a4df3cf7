import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { setQuality, toggleNormalisation } from "../../models/player/commands.ts";
import { GainStage } from "../../models/player/gain-stage.ts";
import { AUTO } from "../../models/player/quality.ts";
import type { QueueItem } from "../../models/player/queue.ts";
import { renditionName } from "../../models/player/rendition-name.ts";
import { playerStore } from "../../models/player/store.ts";

const ITEM =
  "grid min-h-11 cursor-pointer grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-2.5 rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";

/** What is heard, and the choice of what to hear. */
export function QualityMenu({ item }: { item: QueueItem }) {
  const { t } = useWords();
  const quality = useStore(playerStore, (state) => state.quality);
  const heard = useStore(playerStore, (state) => state.rendition);
  const isNormalised = useStore(playerStore, (state) => state.isNormalised);
  const renditions = [...(item.track.audio?.renditions ?? [])].sort(
    (a, b) => Number(b.lossless) - Number(a.lossless) || b.bandwidth - a.bandwidth,
  );
  const lossless = t("track.lossless");
  const now = renditions.find((it) => it.name === heard);
  const badge = now ? (now.lossless ? "FLAC" : renditionName(now, lossless)) : t("player.auto");
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`${t("player.quality")}: ${now ? t("player.playingNow", { name: renditionName(now, lossless) }) : badge}`}
        className={`inline-flex min-h-11 items-center rounded-full px-3 text-xs font-bold whitespace-nowrap tabular transition-colors hover:bg-raised ${now?.lossless ? "text-accent-ink" : "text-ink-2 hover:text-ink"}`}
      >
        <span className="rounded-md px-1.5 py-0.5 ring-1 ring-current ring-inset">{badge}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-60" sideOffset={8} align="end" collisionPadding={12}>
          <Menu.Popup className="pop w-76 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            <Menu.RadioGroup value={quality} onValueChange={(value: string) => setQuality(value)}>
              <Choice value={AUTO} name={t("player.auto")} hint={t("player.autoHint")} isHeard={false} />
              {renditions.map((it) => (
                <Choice
                  key={it.name}
                  value={it.name}
                  name={renditionName(it, lossless)}
                  hint={
                    it.lossless
                      ? t("player.losslessHint")
                      : t("player.kbps", { rate: Math.round(it.bandwidth / 1000) })
                  }
                  isHeard={it.name === heard}
                />
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className="mx-3 my-1.5 h-px bg-line" />
            <Menu.CheckboxItem
              checked={isNormalised && GainStage.isAvailable}
              disabled={!GainStage.isAvailable}
              onCheckedChange={toggleNormalisation}
              className={`${ITEM} py-2 data-disabled:opacity-60`}
            >
              <Menu.CheckboxItemIndicator>
                <Check className="size-4.5" strokeWidth={2.5} aria-hidden="true" />
              </Menu.CheckboxItemIndicator>
              <span className="col-start-2">
                <span className="block">{t("player.normalise")}</span>
                <span className="block text-xs text-ink-3">
                  {t(GainStage.isAvailable ? "player.normaliseHint" : "player.normaliseUnavailable")}
                </span>
              </span>
            </Menu.CheckboxItem>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Choice({
  value,
  name,
  hint,
  isHeard,
}: {
  value: string;
  name: string;
  hint: string;
  isHeard: boolean;
}) {
  const { t } = useWords();
  return (
    <Menu.RadioItem value={value} className={`${ITEM} py-2`}>
      <Menu.RadioItemIndicator>
        <Check className="size-4.5" strokeWidth={2.5} aria-hidden="true" />
      </Menu.RadioItemIndicator>
      <span className="col-start-2">
        <span className="block">{name}</span>
        <span className="block text-xs text-ink-3">{hint}</span>
      </span>
      {isHeard ? <span className="text-xs font-bold text-accent-ink">{t("player.nowPlaying")}</span> : null}
    </Menu.RadioItem>
  );
}
