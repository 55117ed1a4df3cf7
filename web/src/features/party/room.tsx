import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { setListening } from "../../lib/party/party.ts";
import type { PartyView } from "../../lib/party/party-view.ts";
import { useParty } from "../../lib/party/store.ts";
import { useRefusals } from "../../lib/party/use-refusals.ts";
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
  const { t } = useTranslation();
  const { phase, isAway, isBlocked, isListening, missingItem } = useParty();
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
