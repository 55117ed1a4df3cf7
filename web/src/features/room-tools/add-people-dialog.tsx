import { useMutation } from "@tanstack/react-query";
import { MAX_GROUP } from "@veza/contracts/ws/chat";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { useState } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { useRoom } from "../../components/chat/room-context.tsx";
import { PeoplePicker } from "../../components/people/people-picker.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { addMembersMutation } from "../../models/rooms/calls.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";

/** Brings people into a group. */
export function AddPeopleDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
  const { t } = useWords();
  const { data: me } = useMe();
  const count = useRoom((state) => state.room?.member_count ?? 1);
  const add = useMutation(addMembersMutation);
  const [people, setPeople] = useState<ChatAuthor[]>([]);
  return (
    <Modal isOpen onClose={onClose} title={t("members.add")}>
      <div className="flex flex-col gap-5">
        <PeoplePicker
          label={t("rooms.to")}
          chosen={people}
          onChange={setPeople}
          max={MAX_GROUP - count}
          without={me ? [me.id] : []}
        />
        {add.isError ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(`error.${codeOf(add.error)}`)}
          </p>
        ) : null}
        <Button
          look="primary"
          disabled={people.length === 0 || add.isPending}
          onClick={() =>
            add.mutate({ roomId, userIds: people.map(({ user_id }) => user_id) }, { onSuccess: onClose })
          }
        >
          {t("members.add")}
        </Button>
      </div>
    </Modal>
  );
}
