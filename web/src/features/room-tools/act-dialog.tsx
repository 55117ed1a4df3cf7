import type { ChatMember } from "@veza/contracts/ws/chat-room";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Modal } from "../../components/modal.tsx";
import { useChatRoom } from "../../lib/chat/room-context.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

export type Act = "mute" | "kick" | "ban" | "purge" | "handOver";

const HOUR = 3_600_000;
const DURATIONS = {
  minutes10: HOUR / 6,
  hour: HOUR,
  day: 24 * HOUR,
  week: 7 * 24 * HOUR,
  month: 30 * 24 * HOUR,
  forever: null,
} as const;
const PERIODS = { lastHour: HOUR, lastDay: 24 * HOUR, all: undefined } as const;
type Duration = keyof typeof DURATIONS;
type Period = keyof typeof PERIODS;
const DURATION_NAMES: readonly Duration[] = ["minutes10", "hour", "day", "week", "month", "forever"];
const PERIOD_NAMES: readonly Period[] = ["lastHour", "lastDay", "all"];

interface ActDialogProps {
  act: Act;
  member: ChatMember;
  onClose: () => void;
  /** It was carried out. */
  onDone: () => void;
}

/** An act of moderation that needs a second look: how long, why, and what it does in a sentence. */
export function ActDialog({ act, member, onClose, onDone }: ActDialogProps) {
  const { t } = useTranslation();
  const room = useChatRoom();
  const refuse = useRefusalToast();
  const [duration, setDuration] = useState<Duration>(act === "ban" ? "week" : "hour");
  const [period, setPeriod] = useState<Period>("lastHour");
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const { user_id, username: name } = member;
  const carryOut = () => {
    const why = reason.trim() === "" ? undefined : reason.trim();
    if (act === "mute") return room.mute(user_id, DURATIONS[duration], why);
    if (act === "ban") return room.ban(user_id, DURATIONS[duration], why);
    if (act === "kick") return room.kick(user_id, why);
    if (act === "purge") return room.purge(user_id, PERIODS[period], why);
    return room.handOver(user_id);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await carryOut();
    setBusy(false);
    if (!refuse(answer, "")) return;
    onDone();
    onClose();
  };
  return (
    <Modal isOpen onClose={onClose} title={t(`act.${act}Title`, { name })}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
        <p className="text-ink-2">{t(`act.${act}Text`, { name })}</p>
        {act === "mute" || act === "ban" ? (
          <SelectField
            label={t("act.duration")}
            value={duration}
            onChange={({ target }) => setDuration(DURATION_NAMES.find((it) => it === target.value) ?? "hour")}
          >
            {DURATION_NAMES.map((it) => (
              <option key={it} value={it}>
                {t(`act.${it}`)}
              </option>
            ))}
          </SelectField>
        ) : null}
        {act === "purge" ? (
          <SelectField
            label={t("act.period")}
            value={period}
            onChange={({ target }) => setPeriod(PERIOD_NAMES.find((it) => it === target.value) ?? "lastHour")}
          >
            {PERIOD_NAMES.map((it) => (
              <option key={it} value={it}>
                {t(`act.${it}`)}
              </option>
            ))}
          </SelectField>
        ) : null}
        {act === "handOver" ? null : (
          <TextField
            label={t("act.reason")}
            hint={t("act.reasonHint")}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <div className="flex justify-end gap-2">
          <Button look="plain" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look={act === "handOver" ? "primary" : "danger"} disabled={isBusy}>
            {t(`act.${act}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
