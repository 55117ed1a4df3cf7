import { Slider } from "@base-ui/react/slider";
import { Volume1, Volume2, VolumeX } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { isAppleTouch } from "../../models/player/audio-element.ts";
import { setVolume, toggleMute } from "../../models/player/commands.ts";
import { playerStore } from "../../models/player/store.ts";
import { IconButton } from "../../ui/button.tsx";

/** Volume and mute. iPhones and iPads set the volume with their own keys: nothing is shown there. */
export function Volume() {
  const { t } = useWords();
  const remote = useStore(playerStore, (state) => state.remote);
  const volume = useStore(playerStore, (state) => state.remote?.volume ?? state.volume);
  const isMuted = useStore(playerStore, (state) =>
    state.remote ? state.remote.volume === 0 : state.isMuted,
  );
  // Another device's volume can be set from everywhere.
  if (isAppleTouch() && !remote) return null;
  const Icon = isMuted || volume === 0 ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  return (
    <div className="flex items-center">
      <IconButton
        label={t(isMuted ? "player.unmute" : "player.mute")}
        aria-pressed={isMuted}
        onClick={toggleMute}
      >
        <Icon className="size-5" aria-hidden="true" />
      </IconButton>
      <Slider.Root
        value={isMuted ? 0 : Math.round(volume * 100)}
        onValueChange={(value) => setVolume(Number(value) / 100)}
        aria-label={t("player.volume")}
        className="w-24"
      >
        <Slider.Control className="flex h-11 touch-none items-center">
          <Slider.Track className="h-1 w-full rounded-full bg-line">
            <Slider.Indicator className="rounded-full bg-ink" />
            <Slider.Thumb
              aria-label={t("player.volume")}
              className="size-4 rounded-full bg-ink has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink"
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
    </div>
  );
}
