import { MAX_SLOW_MODE_MS } from "@veza/contracts/ws/chat";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Choice, SelectField, TextField } from "../../components/field.tsx";
import type { RoomChange } from "../../lib/chat/chat-room.ts";
import { useChatRoom, useRoom } from "../../lib/chat/room-context.tsx";
import { RoomPicture } from "./room-picture.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

const SECONDS = [0, 5, 10, 30, 60, 300, 900, 3_600, 21_600] as const;
const KINDS = ["public", "private"] as const;

/** Picture, name, who gets in (the owner's); topic, slow mode and raid mode (moderators' too). */
export function GeneralSettings() {
  const { t } = useTranslation();
  const chat = useChatRoom();
  const room = useRoom((state) => state.room);
  const isOwner = useRoom((state) => state.you?.role === "owner");
  const refuse = useRefusalToast();
  const [change, setChange] = useState<RoomChange>({});
  const [isBusy, setBusy] = useState(false);
  if (room === null) return null;
  const now = { ...room, ...change };
  const put = (part: RoomChange) => setChange((before) => ({ ...before, ...part }));
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await chat.setRoom(change);
    setBusy(false);
    if (refuse(answer, t("manage.saved"))) setChange({});
  };
  const slow = Math.min(now.slow_mode_ms, MAX_SLOW_MODE_MS) / 1_000;
  const steps: readonly number[] = SECONDS.some((it) => it === slow) ? SECONDS : [...SECONDS, slow];
  const label = (seconds: number) => {
    if (seconds === 0) return t("manage.slowOff");
    if (seconds < 60) return t("manage.seconds", { count: seconds });
    return seconds < 3_600
      ? t("manage.minutes", { count: Math.round(seconds / 60) })
      : t("manage.hours", { count: Math.round(seconds / 3_600) });
  };
  return (
    <form onSubmit={(event) => void save(event)} className="flex flex-col gap-6">
      {isOwner ? (
        <>
          <RoomPicture room={room} />
          <TextField
            label={t("rooms.name")}
            value={now.name}
            maxLength={100}
            required
            onChange={({ target }) => put({ name: target.value })}
          />
          {room.kind === "room" && room.subject === null ? (
            <Choice
              legend={t("rooms.who")}
              name="manage-visibility"
              value={now.visibility}
              onChange={(visibility) => put({ visibility })}
              options={KINDS.map((value) => ({ value, label: t(`rooms.${value}`) }))}
            />
          ) : null}
        </>
      ) : null}
      <TextField
        label={t("rooms.topic")}
        hint={t("rooms.topicHint")}
        value={now.topic}
        maxLength={500}
        onChange={({ target }) => put({ topic: target.value })}
      />
      <SelectField
        label={t("manage.slowMode")}
        hint={t("manage.slowHint")}
        value={String(slow)}
        onChange={({ target }) => put({ slow_mode_ms: Number(target.value) * 1_000 })}
      >
        {steps.map((seconds) => (
          <option key={seconds} value={seconds}>
            {label(seconds)}
          </option>
        ))}
      </SelectField>
      <label className="flex min-h-11 items-start gap-3">
        <input
          type="checkbox"
          className="mt-0.5 size-5 accent-(--accent)"
          checked={now.raid_mode}
          onChange={({ target }) => put({ raid_mode: target.checked })}
        />
        <span>
          <span className="block font-medium">{t("manage.raid")}</span>
          <span className="block text-sm text-ink-2">{t("manage.raidHint")}</span>
        </span>
      </label>
      <div>
        <Button type="submit" look="primary" disabled={isBusy || Object.keys(change).length === 0}>
          {t("manage.save")}
        </Button>
      </div>
    </form>
  );
}
