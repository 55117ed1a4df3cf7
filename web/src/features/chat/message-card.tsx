import { Link } from "@tanstack/react-router";
import type { ChatCard } from "@veza/contracts/ws/chat-room";
import { useTranslation } from "react-i18next";
import { PlayButton } from "../../components/play-button.tsx";
import { Sleeve } from "../../components/sleeve.tsx";
import { clock } from "../../lib/format.ts";
import { trackOptions } from "../../lib/operations/get-track.ts";
import { playTracks, toggle } from "../../lib/player/commands.ts";
import { isPlayable } from "../../lib/player/queue.ts";
import { selectCurrent, usePlayer } from "../../lib/player/store.ts";
import { queryClient } from "../../lib/query-client.ts";
import { toast } from "../../lib/toasts.ts";

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
  const { t } = useTranslation();
  const isCurrent = usePlayer((state) => selectCurrent(state)?.track.id === card.id);
  const isSounding = usePlayer(({ status }) => status === "playing" || status === "loading");
  const play = async () => {
    if (isCurrent) {
      toggle();
      return;
    }
    const track = await queryClient.fetchQuery(trackOptions(card.id)).catch(() => null);
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
