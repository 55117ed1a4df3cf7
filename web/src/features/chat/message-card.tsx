import { Link } from "@tanstack/react-router";
import type { ChatCard } from "@veza/contracts/ws/chat-room";
import { useStore } from "zustand";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { queryClient } from "../../lib/query-client.ts";
import { toast } from "../../lib/toasts.ts";
import { playTracks, toggle } from "../../models/player/commands.ts";
import { isPlayable } from "../../models/player/queue.ts";
import { playerStore, selectCurrent } from "../../models/player/store.ts";
import { trackQuery } from "../../models/tracks/calls.ts";
import { PlayButton } from "../../ui/play-button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";

/** What a link to something on Veza shows: a track plays from here. */
export function MessageCard({ card }: { card: ChatCard }) {
  return (
    <div className="mt-1.5 flex w-100 max-w-full items-center gap-3 rounded-2xl bg-raised p-2.5 ring-1 ring-line">
      <Sleeve id={card.id} artworkUrl={card.image_url} size={160} className="size-16 shrink-0 rounded-xl" />
      <div className="min-w-0 grow">
        <p className="truncate font-semibold">
          {card.kind === "track" ? (
            <Link to="/tracks/$trackId" params={{ trackId: card.id }} className="hover:underline">
              {card.title}
            </Link>
          ) : (
            card.title
          )}
        </p>
        <p className="truncate text-sm text-ink-2">
          {card.subtitle}
          {card.duration_ms === null ? null : (
            <span className="text-ink-3 tabular"> · {clock(card.duration_ms / 1000)}</span>
          )}
        </p>
      </div>
      {card.kind === "track" ? <PlayCard card={card} /> : null}
    </div>
  );
}

function PlayCard({ card }: { card: ChatCard }) {
  const { t } = useWords();
  const isCurrent = useStore(playerStore, (state) => selectCurrent(state)?.track.id === card.id);
  const isSounding = useStore(playerStore, ({ status }) => status === "playing" || status === "loading");
  const play = async () => {
    if (isCurrent) {
      toggle();
      return;
    }
    const track = await queryClient.fetchQuery(trackQuery(card.id)).catch(() => null);
    if (track !== null && isPlayable(track)) playTracks([track]);
    else toast(t("chat.cardUnplayable"), { tone: "error" });
  };
  return (
    <PlayButton
      title={card.title}
      isPlaying={isCurrent && isSounding}
      onClick={() => void play()}
      size="sm"
      isQuiet={!isCurrent}
    />
  );
}
