import { ListMusic, Pause, Play, SkipForward, Volume2, VolumeX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../components/button.tsx";
import { Sleeve } from "../../components/sleeve.tsx";
import { pauseForAll, playForAll, setListening, skipForAll } from "../../lib/party/party.ts";
import type { PartyView } from "../../lib/party/party-view.ts";
import { useParty } from "../../lib/party/store.ts";
import { useCurrentTrack } from "../../lib/party/use-current-track.ts";
import { useTint } from "../../lib/use-tint.ts";
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
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  const current = useCurrentTrack(view);
  const tint = useTint(current?.id ?? view.id, current?.artwork_url ?? null);
  const isListening = useParty((state) => state.isListening);
  const leads = view.me.role !== "listener";
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
