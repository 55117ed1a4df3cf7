import { Link } from "@tanstack/react-router";
import { ChevronUp, ListMusic, Pause, Play, SkipBack, SkipForward } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useStore } from "zustand";
import { LazyTrackMenu } from "../../components/tracks/lazy-track-menu.tsx";
import { clock } from "../../lib/format.ts";
import { withWords } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { next, previous, toggle } from "../../models/player/commands.ts";
import { onPlayerNotice } from "../../models/player/notices.ts";
import { followingOf, type QueueItem } from "../../models/player/queue.ts";
import { playerStore, selectCurrent } from "../../models/player/store.ts";
import { IconButton } from "../../ui/button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { DeviceMenu } from "./device-menu.tsx";
import { RepeatButton, ShuffleButton } from "./order-buttons.tsx";
import { PlayerSeek } from "./player-seek.tsx";
import { PlayerStatusLine } from "./player-status-line.tsx";
import { QualityMenu } from "./quality-menu.tsx";
import { RemoteStrip } from "./remote-strip.tsx";
import { Volume } from "./volume.tsx";

const QueueDialog = lazy(() =>
  withWords(import("./queue-dialog.tsx")).then((it) => ({ default: it.QueueDialog })),
);
const NowPlaying = lazy(() =>
  withWords(import("./now-playing.tsx")).then((it) => ({ default: it.NowPlaying })),
);

type Open = "queue" | "player" | null;

/** The player at the foot of every page. It survives navigation: it stands outside of the pages. */
export function PlayerBar() {
  const { t } = useWords();
  const item = useStore(playerStore, selectCurrent);
  const [open, setOpen] = useState<Open>(null);
  useEffect(
    () => onPlayerNotice(({ kind, title }) => toast(t(`player.${kind}`, { title }), { tone: "error" })),
    [t],
  );
  if (!item) return null;
  const close = () => setOpen(null);
  return (
    <section
      aria-label={t("player.region")}
      className="fixed inset-x-0 bottom-(--tabs) z-40 border-t border-line bg-surface animate-[rise_240ms_var(--ease-out)]"
    >
      <RemoteStrip />
      <MiniBar item={item} onOpen={() => setOpen("player")} />
      <div className="hidden h-23 grid-cols-[minmax(0,1fr)_minmax(0,2.1fr)_minmax(max-content,1fr)] items-center gap-8 px-5 lg:grid">
        <div className="flex min-w-0 items-center gap-3.5">
          <Sleeve
            id={item.track.id}
            artworkUrl={item.track.artwork_url}
            size={160}
            className="size-15 shrink-0 rounded-lg"
          />
          <Names item={item} />
          <LazyTrackMenu track={item.track} />
        </div>
        <div className="flex items-center gap-5">
          <Transport />
          <div className="min-w-0 grow">
            <PlayerSeek item={item} className="h-10" />
            <PlayerStatusLine />
          </div>
        </div>
        <div className="flex items-center justify-end gap-1">
          <QualityMenu item={item} />
          <DeviceMenu />
          <Volume />
          <IconButton label={t("player.queue")} onClick={() => setOpen("queue")}>
            <ListMusic className="size-5" aria-hidden="true" />
          </IconButton>
        </div>
      </div>
      <Suspense fallback={null}>
        {open === "queue" ? <QueueDialog onClose={close} /> : null}
        {open === "player" ? <NowPlaying onClose={close} onQueue={() => setOpen("queue")} /> : null}
      </Suspense>
    </section>
  );
}

function Names({ item }: { item: QueueItem }) {
  return (
    <div className="min-w-0">
      <Link
        to="/tracks/$trackId"
        params={{ trackId: item.track.id }}
        className="block truncate font-semibold hover:underline"
      >
        {item.track.title}
      </Link>
      <Link
        to="/u/$username"
        params={{ username: item.track.uploader.username }}
        className="block truncate py-0.5 text-sm text-ink-2 hover:text-ink hover:underline"
      >
        {item.track.artist}
      </Link>
    </div>
  );
}

/** Previous, play, next. */
export function Transport({ size = "md" }: { size?: "md" | "lg" }) {
  const { t } = useWords();
  const isSounding = useStore(
    playerStore,
    (state) => state.status === "playing" || state.status === "loading",
  );
  const hasNext = useStore(playerStore, (state) => followingOf(state.queue) !== null);
  const Icon = isSounding ? Pause : Play;
  const large = size === "lg";
  return (
    <div className={`flex items-center ${large ? "gap-4 xs:gap-6" : "gap-1"}`}>
      <ShuffleButton className={large ? "" : "max-xl:hidden"} />
      <IconButton label={t("player.previous")} onClick={previous}>
        <SkipBack className={large ? "size-7" : "size-5"} fill="currentColor" aria-hidden="true" />
      </IconButton>
      <button
        type="button"
        aria-label={t(isSounding ? "player.pause" : "player.play")}
        onClick={toggle}
        className={`grid shrink-0 place-items-center rounded-full bg-accent text-on-accent transition hover:bg-accent-hover active:scale-95 ${large ? "size-18" : "size-12"}`}
      >
        <Icon
          className={`${large ? "size-8" : "size-5.5"} ${isSounding ? "" : "translate-x-[6%]"}`}
          fill="currentColor"
          strokeWidth={1.5}
          aria-hidden="true"
        />
      </button>
      <IconButton label={t("player.next")} onClick={next} disabled={!hasNext}>
        <SkipForward className={large ? "size-7" : "size-5"} fill="currentColor" aria-hidden="true" />
      </IconButton>
      <RepeatButton className={large ? "" : "max-xl:hidden"} />
    </div>
  );
}

/** Phones: what plays and the one button; the rest opens from below. */
function MiniBar({ item, onOpen }: { item: QueueItem; onOpen: () => void }) {
  const { t } = useWords();
  const isSounding = useStore(
    playerStore,
    (state) => state.status === "playing" || state.status === "loading",
  );
  const position = useStore(playerStore, (state) => state.position);
  const duration = (item.track.duration_ms ?? 0) / 1000;
  const Icon = isSounding ? Pause : Play;
  return (
    <div className="relative flex h-18 items-center gap-2 pr-2 pl-3 lg:hidden">
      <div className="absolute inset-x-0 top-0 h-0.5 bg-line" aria-hidden="true">
        <div
          className="h-full origin-left bg-accent"
          style={{ transform: `scaleX(${duration > 0 ? position / duration : 0})` }}
        />
      </div>
      <button
        type="button"
        onClick={onOpen}
        className="flex min-h-14 min-w-0 grow items-center gap-3 rounded-xl text-left"
      >
        <span className="sr-only">{t("player.open")}: </span>
        <Sleeve
          id={item.track.id}
          artworkUrl={item.track.artwork_url}
          size={160}
          className="size-12 shrink-0 rounded-lg"
        />
        <span className="min-w-0 grow">
          <span className="block truncate font-semibold">{item.track.title}</span>
          <span className="block truncate text-sm text-ink-2">
            {item.track.artist}
            <span className="tabular" aria-hidden="true">
              {" · "}
              {clock(position)}
            </span>
          </span>
        </span>
        <ChevronUp className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
      </button>
      <button
        type="button"
        aria-label={t(isSounding ? "player.pause" : "player.play")}
        onClick={toggle}
        className="grid size-12 shrink-0 place-items-center rounded-full bg-accent text-on-accent active:scale-95"
      >
        <Icon
          className={`size-5.5 ${isSounding ? "" : "translate-x-[6%]"}`}
          fill="currentColor"
          strokeWidth={1.5}
          aria-hidden="true"
        />
      </button>
    </div>
  );
}
