import { useNavigate } from "@tanstack/react-router";
import { DoorOpen, Link2, OctagonX, Share2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Modal } from "../../components/modal.tsx";
import { endForAll, leaveParty } from "../../lib/party/party.ts";
import type { PartyView } from "../../lib/party/party-view.ts";
import { toast } from "../../lib/toasts.ts";

/** Invite, leave, and for the host: end. */
export function RoomActions({ partyId, view }: { partyId: string; view: PartyView }) {
  const { t } = useTranslation();
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
      {view.me.role === "host" ? (
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
