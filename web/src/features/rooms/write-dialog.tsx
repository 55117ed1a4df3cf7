import { useNavigate } from "@tanstack/react-router";
import { MAX_GROUP } from "@veza/contracts/ws/chat";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/field.tsx";
import { Modal } from "../../components/modal.tsx";
import { PeoplePicker } from "../../components/people-picker.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useMe } from "../../lib/operations/get-me.ts";
import { useCreateConversation } from "../../lib/rooms/rooms.ts";

/** Writes to one person, or to a group. */
export function WriteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const start = useCreateConversation();
  const [people, setPeople] = useState<ChatAuthor[]>([]);
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (people.length === 0 || start.isPending) return;
    start.mutate(
      { user_ids: people.map(({ user_id }) => user_id), name: people.length > 1 ? name : "" },
      {
        onSuccess: (room) => {
          onClose();
          void navigate({ to: "/rooms/$room", params: { room: room.id } });
        },
      },
    );
  };
  return (
    <Modal isOpen onClose={onClose} title={t("rooms.writeTitle")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <PeoplePicker
          label={t("rooms.to")}
          chosen={people}
          onChange={setPeople}
          max={MAX_GROUP - 1}
          without={me ? [me.id] : []}
        />
        {people.length > 1 ? (
          <TextField
            label={t("rooms.groupName")}
            hint={t("rooms.groupNameHint")}
            value={name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
          />
        ) : null}
        {start.isError ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(`error.${codeOf(start.error)}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={people.length === 0 || start.isPending}>
          {t("rooms.start")}
        </Button>
      </form>
    </Modal>
  );
}
