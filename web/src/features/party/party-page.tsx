import { Link } from "@tanstack/react-router";
import { CLOSE } from "@veza/contracts/ws/close";
import { PartyPopper, UserX } from "lucide-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { joinParty } from "../../models/party/party.ts";
import { partyStore } from "../../models/party/store.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { StateMessage } from "../../ui/state-message.tsx";
import { BeforeJoining } from "./before-joining.tsx";
import { Room } from "./room.tsx";

interface PartyPageProps {
  partyId: string;
  volume: ReactNode;
  /** The room beside the party. */
  chat: ReactNode;
}

/** A listening party: before one joins, inside, or what is left of it. */
export function PartyPage({ partyId, volume, chat }: PartyPageProps) {
  const { t } = useWords();
  const isHere = useStore(partyStore, (state) => state.partyId === partyId);
  const phase = useStore(partyStore, (state) => state.phase);
  const closeCode = useStore(partyStore, (state) => state.closeCode);
  const view = useStore(partyStore, (state) => state.view);
  useTitle(isHere && view ? view.name : t("party.kicker"));
  if (!isHere || phase === "idle") return <BeforeJoining partyId={partyId} />;
  if (phase === "ended") {
    return (
      <StateMessage icon={PartyPopper} title={t("party.ended")} hint={t("party.endedHint")} level={1}>
        <Link to="/" className={buttonClass("primary")}>
          {t("notFound.action")}
        </Link>
      </StateMessage>
    );
  }
  if (phase === "refused") {
    const why =
      closeCode === CLOSE.not_found
        ? t("party.missing")
        : closeCode === CLOSE.rate_limited
          ? t("party.refusedFast")
          : closeCode === CLOSE.overloaded
            ? t("party.refusedFull")
            : closeCode === CLOSE.email_not_verified
              ? t("error.email_not_verified")
              : t("party.refusedAccount");
    return (
      <StateMessage icon={UserX} title={t("party.refused")} hint={why} level={1} isAlert>
        <Button look="primary" onClick={() => joinParty(partyId)}>
          {t("app.retry")}
        </Button>
      </StateMessage>
    );
  }
  if (!view) return <Entering />;
  return <Room partyId={partyId} view={view} volume={volume} chat={chat} />;
}

function Entering() {
  const { t } = useWords();
  return (
    <div aria-busy="true" className="px-4 pt-8 sm:px-8">
      <h1 className="sr-only">{t("party.joining")}</h1>
      <div className="mx-auto grid max-w-6xl gap-8 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <div className="skeleton aspect-square w-full max-w-88 rounded-2xl max-lg:mx-auto" />
        <div className="flex flex-col justify-end gap-4">
          <div className="skeleton h-12 w-2/3" />
          <div className="skeleton h-6 w-1/3" />
          <div className="skeleton mt-4 h-24 rounded-2xl" />
        </div>
      </div>
    </div>
  );
}
