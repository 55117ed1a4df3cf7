import { Link, useRouterState } from "@tanstack/react-router";
import { Volume2, VolumeX } from "lucide-react";
import { useStore } from "zustand";
import { useCurrentTrack } from "../components/party/use-current-track.ts";
import { useRefusals } from "../components/party/use-refusals.ts";
import { useWords } from "../lib/i18n/use-words.ts";
import { setListening } from "../models/party/party.ts";
import type { PartyView } from "../models/party/party-view.ts";
import { partyStore } from "../models/party/store.ts";
import { buttonClass, IconButton } from "../ui/button.tsx";
import { Sleeve } from "../ui/sleeve.tsx";

/**
 * While the party goes on and one looks at other pages: what is heard, and the way back. Stands where the
 * player does.
 */
export function PartyStrip() {
  const view = useStore(partyStore, (state) => state.view);
  const partyId = useStore(partyStore, (state) => state.partyId);
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (!view || partyId === null || path === `/party/${partyId}`) return null;
  return <Strip view={view} partyId={partyId} />;
}

function Strip({ view, partyId }: { view: PartyView; partyId: string }) {
  const { t } = useWords();
  const isListening = useStore(partyStore, (state) => state.isListening);
  const card = useCurrentTrack(view);
  useRefusals();
  return (
    <section
      aria-label={t("party.strip", { name: view.name })}
      className="fixed inset-x-0 bottom-(--tabs) z-40 flex h-18 items-center gap-3 border-t border-line bg-surface px-4 animate-[rise_240ms_var(--ease-out)]"
    >
      <Sleeve
        id={view.timeline.track_id ?? view.id}
        artworkUrl={card?.artwork_url ?? null}
        size={160}
        className="size-12 shrink-0 rounded-lg"
      />
      <p className="min-w-0 grow">
        <span className="block truncate font-semibold">{card?.title ?? view.name}</span>
        <span className="block truncate text-sm text-ink-2 sm:hidden">{view.name}</span>
        <span className="hidden truncate text-sm text-ink-2 sm:block">
          {t("party.strip", { name: view.name })}
        </span>
      </p>
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
      <Link to="/party/$partyId" params={{ partyId }} className={buttonClass("primary")}>
        {t("party.open")}
      </Link>
    </section>
  );
}
