import { canInRoom } from "@veza/contracts/permissions/room";
import { MAX_SLOW_MODE_MS, RoomChange as RoomChangeBody } from "@veza/contracts/ws/chat";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { RoomChange } from "../../models/chat/chat-room.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, SelectField, TextField } from "../../ui/field.tsx";
import { RoomPicture } from "./room-picture.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

const SECONDS = [0, 5, 10, 30, 60, 300, 900, 3_600, 21_600] as const;
const KINDS = ["public", "private"] as const;

/** Picture, name, who gets in (the owner's); topic, slow mode and raid mode (moderators' too). */
export function GeneralSettings() {
  const { t } = useWords();
  const chat = useChatRoom();
  const room = useRoom((state) => state.room);
  const isOwner = useRoom(
    ({ you, room }) => you !== null && room !== null && canInRoom(you.role, room.kind, "identity"),
  );
  const refuse = useRefusalToast();
  const form = useForm({
    schema: RoomChangeBody,
    initial: (): RoomChange => ({}),
    bodyOf: (change) => change,
    send: (change) => chat.setRoom(change),
    onDone: (answer) => {
      if (refuse(answer, t("manage.saved"))) form.reset();
    },
    fields: [],
  });
  if (room === null) return null;
  const put = form.change;
  const { values } = form;
  const now = {
    name: values.name ?? room.name,
    topic: values.topic ?? room.topic,
    visibility: values.visibility ?? room.visibility,
    slow_mode_ms: values.slow_mode_ms ?? room.slow_mode_ms,
    raid_mode: values.raid_mode ?? room.raid_mode,
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
    <form onSubmit={form.submit} className="flex flex-col gap-6">
      {isOwner ? (
        <>
          <RoomPicture room={room} />
          <TextField
            label={t("rooms.name")}
            value={now.name}
            maxLength={form.longest("name")}
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
        maxLength={form.longest("topic")}
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
          className="tick"
          checked={now.raid_mode}
          onChange={({ target }) => put({ raid_mode: target.checked })}
        />
        <span>
          <span className="block font-medium">{t("manage.raid")}</span>
          <span className="block text-sm text-ink-2">{t("manage.raidHint")}</span>
        </span>
      </label>
      {form.general ? (
        <p role="alert" className="text-sm font-medium text-danger">
          {t(`error.${form.general}`)}
        </p>
      ) : null}
      <div>
        <Button
          type="submit"
          look="primary"
          disabled={form.isPending || Object.keys(form.values).length === 0}
        >
          {t("manage.save")}
        </Button>
      </div>
    </form>
  );
}
