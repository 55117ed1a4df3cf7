import { Link } from "@tanstack/react-router";
import { ListMusic } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { playerStore, selectCurrent } from "../../models/player/store.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { DeviceMenu } from "./device-menu.tsx";
import { Transport } from "./player-bar.tsx";
import { PlayerSeek } from "./player-seek.tsx";
import { PlayerStatusLine } from "./player-status-line.tsx";
import { QualityMenu } from "./quality-menu.tsx";
import { RemoteStrip } from "./remote-strip.tsx";

/** Phones: the whole player, from below. */
export function NowPlaying({ onClose, onQueue }: { onClose: () => void; onQueue: () => void }) {
  const { t } = useWords();
  const item = useStore(playerStore, selectCurrent);
  if (!item) return null;
  return (
    <Modal isOpen onClose={onClose} title={t("player.nowPlaying")}>
      <div className="flex flex-col gap-5">
        <Sleeve
          id={item.track.id}
          artworkUrl={item.track.artwork_url}
          size={600}
          className="mx-auto w-full max-w-[min(20rem,42dvh)] rounded-2xl shadow-float"
        />
        <div>
          <Link
            to="/tracks/$trackId"
            params={{ trackId: item.track.id }}
            onClick={onClose}
            className="line-clamp-2 text-2xl leading-tight font-bold"
          >
            {item.track.title}
          </Link>
          <p className="truncate text-lg text-ink-2">{item.track.artist}</p>
        </div>
        <PlayerSeek item={item} className="h-16" isStacked />
        <div className="flex justify-center">
          <Transport size="lg" />
        </div>
        <PlayerStatusLine />
        <RemoteStrip isInline />
        <div className="flex items-center justify-between">
          <div className="flex items-center">
            <QualityMenu item={item} />
            <DeviceMenu />
          </div>
          <Button look="plain" onClick={onQueue}>
            <ListMusic className="size-5" aria-hidden="true" />
            {t("player.queue")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
