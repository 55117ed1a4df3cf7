import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useHandOver } from "../../components/party/use-hand-over.ts";
import { useRefusals } from "../../components/party/use-refusals.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { setListening } from "../../models/party/party.ts";
import type { PartyView } from "../../models/party/party-view.ts";
import { partyStore } from "../../models/party/store.ts";
import { Button } from "../../ui/button.tsx";
import { People } from "./people.tsx";
import { RoomActions } from "./room-actions.tsx";
import { RoomQueue } from "./room-queue.tsx";
import { Stage } from "./stage.tsx";

interface RoomProps {
  partyId: string;
  view: PartyView;
  volume: ReactNode;
  chat: ReactNode;
}

/** In the party: what plays, what comes, who is here, what is said. */
export function Room({ partyId, view, volume, chat }: RoomProps) {
  useRefusals();
  useHandOver();
  return (
    <div>
      <Stage view={view} volume={volume} notice={<Notice view={view} />} />
      <div className="px-4 pt-8 sm:px-8">
        <div className="mx-auto grid max-w-6xl gap-10 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="min-w-0">
            <RoomQueue view={view} />
            {chat}
          </div>
          <div className="flex flex-col gap-8">
            <RoomActions partyId={partyId} view={view} />
            <People view={view} />
          </div>
        </div>
      </div>
    </div>
  );
}

/** Why one hears something else than the others, and the way back. */
function Notice({ view }: { view: PartyView }) {
  const { t } = useWords();
  const { phase, isAway, isBlocked, isListening, missingItem } = useStore(partyStore);
  const back = () => setListening(true);
  const [text, action] =
    phase === "lost"
      ? [t("party.lost"), null]
      : isAway
        ? [t("party.away"), t("party.awayAction")]
        : isBlocked
          ? [t("party.blocked"), t("party.blockedAction")]
          : !isListening
            ? [t("party.silent"), t("party.soundOn")]
            : missingItem !== null && missingItem === view.timeline.item_id
              ? [t("party.notYours"), null]
              : [null, null];
  return (
    <div role="status">
      {text === null ? null : (
        <p className="mb-6 flex flex-wrap items-center justify-between gap-3 rounded-2xl bg-bg/50 px-4 py-2.5 text-sm font-medium">
          <span className="py-1.5">{text}</span>
          {action === null ? null : (
            <Button look="primary" onClick={back}>
              {action}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
