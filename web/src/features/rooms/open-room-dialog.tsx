import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createRoom } from "@veza/contracts/http/rooms";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { createRoomMutation } from "../../models/rooms/calls.ts";
import { roomKeyOf } from "../../models/rooms/room-name.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextField } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";

const KINDS = ["public", "private"] as const;

/** Opens a room of one's own. What was typed stays when the server refuses. */
export function OpenRoomDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { mutateAsync: send } = useMutation(createRoomMutation);
  const form = useForm({
    schema: createRoom.body,
    initial: (): { name: string; topic: string; slug: string; visibility: (typeof KINDS)[number] } => ({
      name: "",
      topic: "",
      slug: "",
      visibility: "public",
    }),
    bodyOf: ({ slug, ...rest }) => ({ ...rest, ...(slug === "" ? {} : { slug }) }),
    send,
    onDone: (room) => {
      onClose();
      void navigate({ to: "/rooms/$room", params: { room: roomKeyOf(room) } });
    },
    fields: ["slug"],
    fieldCodes: { slug_taken: "slug" },
  });
  const { values, change } = form;
  const { name, topic, slug, visibility } = values;
  const fault = form.isInvalid("slug") ? "invalid" : form.faultOf("slug");
  const slugError = fault === null ? null : t(fault === "invalid" ? "rooms.slugBad" : `error.${fault}`);
  const code = form.general;
  return (
    <Modal isOpen onClose={onClose} title={t("rooms.openTitle")}>
      <form onSubmit={form.submit} className="flex flex-col gap-5">
        <TextField
          label={t("rooms.name")}
          value={name}
          onChange={(event) => change({ name: event.target.value })}
          placeholder={t("rooms.namePlaceholder")}
          maxLength={form.longest("name")}
          required
          autoFocus
        />
        <TextField
          label={t("rooms.topic")}
          hint={t("rooms.topicHint")}
          value={topic}
          onChange={(event) => change({ topic: event.target.value })}
          maxLength={form.longest("topic")}
        />
        <TextField
          label={t("rooms.slug")}
          hint={t("rooms.slugHint")}
          error={slugError}
          value={slug}
          onChange={(event) => change({ slug: event.target.value.toLowerCase().replaceAll(" ", "-") })}
          maxLength={form.longest("slug")}
          autoCapitalize="none"
          spellCheck={false}
        />
        <div>
          <Choice
            legend={t("rooms.who")}
            name="room-visibility"
            value={visibility}
            onChange={(wanted) => change({ visibility: wanted })}
            options={KINDS.map((value) => ({ value, label: t(`rooms.${value}`) }))}
          />
          <p className="mt-2 text-sm text-ink-2">{t(`rooms.${visibility}Hint`)}</p>
        </div>
        {code !== null ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {code === "email_not_verified" ? t("rooms.verifyFirst") : t(`error.${code}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={form.isPending || name.trim() === ""}>
          {t("rooms.create")}
        </Button>
      </form>
    </Modal>
  );
}
