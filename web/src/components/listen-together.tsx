import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createParty } from "@veza/contracts/http/parties";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { codeOf } from "../lib/api/api-error.ts";
import { call } from "../lib/api/call.ts";
import { useMe } from "../lib/operations/get-me.ts";
import { joinParty } from "../lib/party/party.ts";
import { Button } from "./button.tsx";
import { TextField } from "./field.tsx";
import { Modal } from "./modal.tsx";

interface ListenTogetherProps {
  /** What the party begins with, in order. */
  trackIds: readonly string[];
  onClose: () => void;
}

/** As many tracks as a new party takes. */
const MOST_TRACKS = 50;

/** Opens a listening party and goes there, in it already: the click that opens it also allows the sound. */
export function ListenTogether({ trackIds, onClose }: ListenTogetherProps) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const [name, setName] = useState(me ? t("party.nameDefault", { name: me.username }) : "");
  const create = useMutation({
    mutationFn: () =>
      call(createParty, { body: { name: name.trim(), track_ids: trackIds.slice(0, MOST_TRACKS) } }),
    onSuccess: (party) => {
      joinParty(party.id);
      onClose();
      void navigate({ to: "/party/$partyId", params: { partyId: party.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate();
  };
  const code = create.isError ? codeOf(create.error) : null;
  return (
    <Modal isOpen onClose={onClose} title={t("party.newTitle")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <p className="text-ink-2">{t("party.newLead")}</p>
        <TextField
          label={t("party.name")}
          name="party"
          value={name}
          maxLength={100}
          required
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          error={name.trim() === "" ? t("party.nameNeeded") : null}
        />
        {code === null ? null : (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(code === "email_not_verified" ? "party.verifyFirst" : `error.${code}`)}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button type="submit" look="primary" disabled={create.isPending || name.trim() === ""}>
            {t(create.isPending ? "party.creating" : "party.create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
