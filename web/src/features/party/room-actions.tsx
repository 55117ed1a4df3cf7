import { useNavigate } from "@tanstack/react-router";
import { canInParty } from "@veza/contracts/permissions/party";
import { DoorOpen, Link2, OctagonX, Share2 } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { endForAll, leaveParty } from "../../models/party/party.ts";
import type { PartyView } from "../../models/party/party-view.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";

/** Invite, leave, and for the host: end. */
export function RoomActions({ partyId, view }: { partyId: string; view: PartyView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [isEnding, setEnding] = useState(false);
  const url = new URL(`/party/${partyId}`, location.href).href;
  const canShare = typeof navigator.share === "function" && navigator.maxTouchPoints > 0;
  const copy = async () => {
    await navigator.clipboard.writeText(url);
    toast(t("track.linkCopied"));
  };
  const share = () => {
    navigator.share({ title: view.name, url }).catch((error: unknown) => {
      // AbortError: the sheet was closed.
      if (!(error instanceof DOMException && error.name === "AbortError")) void copy();
    });
  };
  const leave = () => {
    leaveParty();
    void navigate({ to: "/" });
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button look="primary" onClick={() => (canShare ? share() : void copy())}>
        {canShare ? (
          <Share2 className="size-4.5" aria-hidden="true" />
        ) : (
          <Link2 className="size-4.5" aria-hidden="true" />
        )}
        {t(canShare ? "party.share" : "party.copyLink")}
      </Button>
      <Button onClick={leave}>
        <DoorOpen className="size-4.5" aria-hidden="true" />
        {t("party.leave")}
      </Button>
      {canInParty(view.me.role, "end") ? (
        <Button look="plain" onClick={() => setEnding(true)}>
          <OctagonX className="size-4.5" aria-hidden="true" />
          {t("party.end")}
        </Button>
      ) : null}
      {isEnding ? (
        <Modal isOpen onClose={() => setEnding(false)} title={t("party.endTitle")}>
          <p className="text-ink-2">{t("party.endHint", { count: view.memberCount })}</p>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <Button onClick={() => setEnding(false)}>{t("app.cancel")}</Button>
            <Button
              look="danger"
              onClick={() => {
                endForAll();
                setEnding(false);
              }}
            >
              {t("party.end")}
            </Button>
          </div>
        </Modal>
      ) : null}
    </div>
  );
}
