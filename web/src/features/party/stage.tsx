import { canInParty, isHost } from "@veza/contracts/permissions/party";
import { ListMusic, Pause, Play, SkipForward, Volume2, VolumeX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import { useCurrentTrack } from "../../components/party/use-current-track.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTint } from "../../lib/use-tint.ts";
import { pauseForAll, playForAll, setListening, skipForAll } from "../../models/party/party.ts";
import type { PartyView } from "../../models/party/party-view.ts";
import { partyStore } from "../../models/party/store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { AddDialog } from "./add-dialog.tsx";
import { PartyPosition } from "./party-position.tsx";
import { FlyingReactions, ReactionBar } from "./reactions.tsx";

interface StageProps {
  view: PartyView;
  volume: ReactNode;
  notice: ReactNode;
}

/** What plays, large, with what the host can do to it and what everybody can say to it. */
export function Stage({ view, volume, notice }: StageProps) {
  const { t } = useWords();
  const [isAdding, setAdding] = useState(false);
  const current = useCurrentTrack(view);
  const tint = useTint(current?.id ?? view.id, current?.artwork_url ?? null);
  const isListening = useStore(partyStore, (state) => state.isListening);
  const leads = canInParty(view.me.role, "lead");
  const { playing, item_id } = view.timeline;
  const Icon = playing ? Pause : Play;
  return (
    <header style={tint} className="tinted relative overflow-hidden px-4 pt-6 pb-6 sm:px-8 lg:pt-10 lg:pb-8">
      <FlyingReactions />
      <div className="relative mx-auto max-w-6xl">
        {notice}
        <div className="grid items-end gap-6 sm:grid-cols-[13rem_minmax(0,1fr)] lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-9">
          <Sleeve
            id={current?.id ?? view.id}
            artworkUrl={current?.artwork_url ?? null}
            size={600}
            isHero
            className="w-full max-w-72 rounded-2xl shadow-float max-sm:mx-auto max-sm:max-w-56"
          />
          <div className="min-w-0">
            <p className="mb-1 flex flex-wrap gap-x-3 text-sm font-semibold text-ink-2">
              <span className="truncate">{view.name}</span>
              <span className="tabular">{t("party.people", { count: view.memberCount })}</span>
              <span className="truncate">
                {isHost(view.me.role) ? t("party.hostedByYou") : t("party.ledBy", { name: view.hostName })}
              </span>
            </p>
            <h1 className="line-clamp-3 pb-[0.08em] text-4xl font-extrabold wrap-break-word">
              {current?.title ?? t("party.nothingOn")}
            </h1>
            <p className="mt-2 text-xl text-ink-2">{current?.artist ?? t("party.nothingOnHint")}</p>
          </div>
        </div>
        <div className="mt-7 flex flex-wrap items-center gap-x-5 gap-y-3 sm:flex-nowrap">
          {leads ? (
            <div className="flex items-center gap-1">
              <button
                type="button"
                onClick={playing ? pauseForAll : playForAll}
                disabled={item_id === null}
                aria-label={t(playing ? "party.pauseAll" : "party.playAll")}
                title={t(playing ? "party.pauseAll" : "party.playAll")}
                className="grid size-16 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition hover:bg-accent-hover active:scale-95 disabled:opacity-55"
              >
                <Icon
                  className={`size-7 ${playing ? "" : "translate-x-[6%]"}`}
                  fill="currentColor"
                  strokeWidth={1.5}
                  aria-hidden="true"
                />
              </button>
              <IconButton label={t("party.skip")} onClick={skipForAll} disabled={item_id === null}>
                <SkipForward className="size-6" fill="currentColor" aria-hidden="true" />
              </IconButton>
            </div>
          ) : null}
          <PartyPosition view={view} track={current} leads={leads} />
        </div>
        <div className="mt-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <ReactionBar />
          <div className="flex flex-wrap items-center gap-2">
            <IconButton
              label={t(isListening ? "party.soundOff" : "party.soundOn")}
              aria-pressed={!isListening}
              onClick={() => setListening(!isListening)}
            >
              {isListening ? (
                <Volume2 className="size-5" aria-hidden="true" />
              ) : (
                <VolumeX className="size-5" aria-hidden="true" />
              )}
            </IconButton>
            <div className="hidden sm:block [&_button]:hidden">{volume}</div>
            <Button onClick={() => setAdding(true)}>
              <ListMusic className="size-4.5" aria-hidden="true" />
              {t("party.addTrack")}
            </Button>
          </div>
        </div>
      </div>
      {isAdding ? <AddDialog onClose={() => setAdding(false)} /> : null}
    </header>
  );
}
