import { useNavigate } from "@tanstack/react-router";
import { RoomSlug } from "@veza/contracts/ws/chat-room";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Choice, TextField } from "../../components/field.tsx";
import { Modal } from "../../components/modal.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { roomKeyOf } from "../../lib/rooms/room-name.ts";
import { useCreateRoom } from "../../lib/rooms/rooms.ts";

const KINDS = ["public", "private"] as const;

/** Opens a room of one's own. What was typed stays when the server refuses. */
export function OpenRoomDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateRoom();
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [slug, setSlug] = useState("");
  const [visibility, setVisibility] = useState<(typeof KINDS)[number]>("public");
  const code = create.isError ? codeOf(create.error) : null;
  const isSlugBad = slug !== "" && !RoomSlug.safeParse(slug).success;
  const slugError = isSlugBad ? t("rooms.slugBad") : code === "slug_taken" ? t("error.slug_taken") : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSlugBad || create.isPending) return;
    create.mutate(
      { name, topic, visibility, ...(slug === "" ? {} : { slug }) },
      {
        onSuccess: (room) => {
          onClose();
          void navigate({ to: "/rooms/$room", params: { room: roomKeyOf(room) } });
        },
      },
    );
  };
  return (
    <Modal isOpen onClose={onClose} title={t("rooms.openTitle")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <TextField
          label={t("rooms.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={t("rooms.namePlaceholder")}
          maxLength={100}
          required
          autoFocus
        />
        <TextField
          label={t("rooms.topic")}
          hint={t("rooms.topicHint")}
          value={topic}
          onChange={(event) => setTopic(event.target.value)}
          maxLength={500}
        />
        <TextField
          label={t("rooms.slug")}
          hint={t("rooms.slugHint")}
          error={slugError}
          value={slug}
          onChange={(event) => setSlug(event.target.value.toLowerCase().replaceAll(" ", "-"))}
          maxLength={50}
          autoCapitalize="none"
          spellCheck={false}
        />
        <div>
          <Choice
            legend={t("rooms.who")}
            name="room-visibility"
            value={visibility}
            onChange={setVisibility}
            options={KINDS.map((value) => ({ value, label: t(`rooms.${value}`) }))}
          />
          <p className="mt-2 text-sm text-ink-2">{t(`rooms.${visibility}Hint`)}</p>
        </div>
        {code !== null && code !== "slug_taken" ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {code === "email_not_verified" ? t("rooms.verifyFirst") : t(`error.${code}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={create.isPending || name.trim() === ""}>
          {t("rooms.create")}
        </Button>
      </form>
    </Modal>
  );
}
