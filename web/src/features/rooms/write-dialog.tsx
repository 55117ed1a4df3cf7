import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createConversation } from "@veza/contracts/http/rooms";
import { MAX_GROUP } from "@veza/contracts/ws/chat";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { useMe } from "../../components/account/use-session.ts";
import { PeoplePicker } from "../../components/people/people-picker.tsx";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { createConversationMutation } from "../../models/rooms/calls.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";

/** Writes to one person, or to a group. */
export function WriteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { data: me } = useMe();
  const navigate = useNavigate();
  const { mutateAsync: send } = useMutation(createConversationMutation);
  const form = useForm({
    schema: createConversation.body,
    initial: (): { people: ChatAuthor[]; name: string } => ({ people: [], name: "" }),
    bodyOf: ({ people, name }) => ({
      user_ids: people.map(({ user_id }) => user_id),
      name: people.length > 1 ? name : "",
    }),
    send,
    onDone: (room) => {
      onClose();
      void navigate({ to: "/rooms/$room", params: { room: room.id } });
    },
    fields: [],
  });
  const { people, name } = form.values;
  return (
    <Modal isOpen onClose={onClose} title={t("rooms.writeTitle")}>
      <form onSubmit={form.submit} className="flex flex-col gap-5">
        <PeoplePicker
          label={t("rooms.to")}
          chosen={people}
          onChange={(chosen) => form.change({ people: chosen })}
          max={MAX_GROUP - 1}
          without={me ? [me.id] : []}
        />
        {people.length > 1 ? (
          <TextField
            label={t("rooms.groupName")}
            hint={t("rooms.groupNameHint")}
            value={name}
            maxLength={form.longest("name")}
            onChange={(event) => form.change({ name: event.target.value })}
          />
        ) : null}
        {form.general ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(`error.${form.general}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={people.length === 0 || form.isPending}>
          {t("rooms.start")}
        </Button>
      </form>
    </Modal>
  );
}
