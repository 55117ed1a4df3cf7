import { ChevronDown, ChevronUp, GripVertical, X } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useStore } from "zustand";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { clearUpcoming, jumpTo, moveInQueue, removeFromQueue } from "../../models/player/commands.ts";
import type { QueueItem } from "../../models/player/queue.ts";
import { playerStore } from "../../models/player/store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Equaliser } from "../../ui/equaliser.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { RepeatButton, ShuffleButton } from "./order-buttons.tsx";

/** The queue: jump, reorder by dragging or by buttons, remove. */
export function QueueDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const queue = useStore(playerStore, (state) => state.queue);
  const isPlaying = useStore(playerStore, (state) => state.status === "playing");
  const [said, setSaid] = useState("");
  const [dragged, setDragged] = useState<number | null>(null);
  const current = queue.items[queue.index];
  const upcoming = queue.items.slice(queue.index + 1);
  const shift = (from: number, to: number) => {
    const item = queue.items[from];
    moveInQueue(from, to);
    if (item) setSaid(t("player.moved", { title: item.track.title, place: to - queue.index }));
  };
  return (
    <Modal isOpen onClose={onClose} title={t("player.queue")} width="lg">
      <p className="sr-only" role="status">
        {said}
      </p>
      {current ? (
        <div className="mb-6">
          <h3 className="mb-2 text-sm font-semibold text-ink-2">{t("player.nowPlaying")}</h3>
          <div className="flex items-center gap-3 rounded-2xl bg-surface p-2.5">
            <Sleeve
              id={current.track.id}
              artworkUrl={current.track.artwork_url}
              size={160}
              className="size-12 shrink-0 rounded-lg"
            />
            <Names item={current} />
            <Equaliser isPlaying={isPlaying} className="mr-2 text-lg" />
          </div>
        </div>
      ) : null}
      <div className="mb-2 flex items-center justify-between">
        <h3 className="text-sm font-semibold text-ink-2">{t("player.upNext")}</h3>
        <div className="flex items-center">
          <ShuffleButton />
          <RepeatButton />
          {upcoming.length > 0 ? (
            <Button look="plain" onClick={clearUpcoming}>
              {t("player.clear")}
            </Button>
          ) : null}
        </div>
      </div>
      {upcoming.length === 0 ? <p className="py-6 text-center text-ink-2">{t("player.queueEmpty")}</p> : null}
      <ol>
        {upcoming.map((item, offset) => {
          const index = queue.index + 1 + offset;
          const drag = {
            draggable: true,
            onDragStart: (event: DragEvent) => {
              event.dataTransfer.effectAllowed = "move";
              setDragged(index);
            },
            onDragOver: (event: DragEvent) => event.preventDefault(),
            onDrop: (event: DragEvent) => {
              event.preventDefault();
              if (dragged !== null) shift(dragged, index);
              setDragged(null);
            },
            onDragEnd: () => setDragged(null),
          };
          return (
            <li
              key={item.uid}
              {...drag}
              className={`group flex items-center gap-2 rounded-xl py-1 pr-1 hover:bg-surface ${dragged === index ? "opacity-40" : ""}`}
            >
              <GripVertical className="size-5 shrink-0 cursor-grab text-ink-3" aria-hidden="true" />
              <button
                type="button"
                onClick={() => jumpTo(index)}
                className="flex min-h-14 min-w-0 grow items-center gap-3 rounded-lg text-left"
              >
                <Sleeve
                  id={item.track.id}
                  artworkUrl={item.track.artwork_url}
                  size={160}
                  className="size-11 shrink-0 rounded-md"
                />
                <Names item={item} />
                <span className="hidden text-sm text-ink-3 tabular sm:block">
                  {clock((item.track.duration_ms ?? 0) / 1000)}
                </span>
              </button>
              <IconButton
                label={t("player.moveUp", { title: item.track.title })}
                disabled={offset === 0}
                onClick={() => shift(index, index - 1)}
              >
                <ChevronUp className="size-5" aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t("player.moveDown", { title: item.track.title })}
                disabled={offset === upcoming.length - 1}
                onClick={() => shift(index, index + 1)}
              >
                <ChevronDown className="size-5" aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t("player.remove", { title: item.track.title })}
                onClick={() => removeFromQueue(item.uid)}
              >
                <X className="size-5" aria-hidden="true" />
              </IconButton>
            </li>
          );
        })}
      </ol>
    </Modal>
  );
}

function Names({ item }: { item: QueueItem }) {
  return (
    <span className="min-w-0 grow">
      <span className="block truncate font-semibold">{item.track.title}</span>
      <span className="block truncate text-sm text-ink-2">{item.track.artist}</span>
    </span>
  );
}
