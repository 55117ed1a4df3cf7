import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createParty } from "@veza/contracts/http/parties";
import type { FormEvent } from "react";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { createPartyMutation } from "../../models/party/calls.ts";
import { allowSound } from "../../models/party/lease.ts";
import { joinParty } from "../../models/party/party.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";
import { useMe } from "../account/use-session.ts";

interface ListenTogetherProps {
  /** What the party begins with, in order. */
  trackIds: readonly string[];
  onClose: () => void;
}

/** As many tracks as a new party takes. */
const MOST_TRACKS = 50;

/** Opens a listening party and goes there, in it already: the click that opens it also allows the sound. */
export function ListenTogether({ trackIds, onClose }: ListenTogetherProps) {
  const { t } = useWords();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const { mutateAsync: send } = useMutation(createPartyMutation);
  const form = useForm({
    schema: createParty.body,
    initial: { name: me ? t("party.nameDefault", { name: me.username }) : "" },
    bodyOf: ({ name }) => ({ name: name.trim(), track_ids: trackIds.slice(0, MOST_TRACKS) }),
    send,
    onDone: (party) => {
      joinParty(party.id);
      onClose();
      void navigate({ to: "/party/$partyId", params: { partyId: party.id } });
    },
    fields: [],
  });
  const { name } = form.values;
  const code = form.general;
  const submit = (event: FormEvent) => {
    // In the click itself: later the browser would not count it.
    if (form.isValid) allowSound();
    form.submit(event);
  };
  return (
    <Modal isOpen onClose={onClose} title={t("party.newTitle")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <p className="text-ink-2">{t("party.newLead")}</p>
        <TextField
          label={t("party.name")}
          name="party"
          value={name}
          maxLength={form.longest("name")}
          required
          autoComplete="off"
          onChange={(event) => form.change({ name: event.target.value })}
          error={name.trim() === "" ? t("party.nameNeeded") : null}
        />
        {code === null ? null : (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(code === "email_not_verified" ? "party.verifyFirst" : `error.${code}`)}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t("app.cancel")}</Button>
          <Button type="submit" look="primary" disabled={form.isPending || name.trim() === ""}>
            {t(form.isPending ? "party.creating" : "party.create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
