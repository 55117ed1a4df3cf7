import { ModerationTerms } from "@veza/contracts/ws/chat";
import type { ChatMember } from "@veza/contracts/ws/chat-room";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";
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
  const { t } = useWords();
  const room = useChatRoom();
  const refuse = useRefusalToast();
  const { user_id, username: name } = member;
  const form = useForm({
    schema: ModerationTerms,
    initial: (): { duration: Duration; period: Period; reason: string } => ({
      duration: act === "ban" ? "week" : "hour",
      period: "lastHour",
      reason: "",
    }),
    bodyOf: (chosen) => ({
      duration_ms: DURATIONS[chosen.duration],
      since_ms: PERIODS[chosen.period],
      reason: chosen.reason.trim() === "" ? undefined : chosen.reason.trim(),
    }),
    send: ({ duration_ms = null, since_ms, reason: why }) => {
      if (act === "mute") return room.mute(user_id, duration_ms, why);
      if (act === "ban") return room.ban(user_id, duration_ms, why);
      if (act === "kick") return room.kick(user_id, why);
      if (act === "purge") return room.purge(user_id, since_ms, why);
      return room.handOver(user_id);
    },
    onDone: (answer) => {
      if (!refuse(answer, "")) return;
      onDone();
      onClose();
    },
    fields: [],
  });
  const { change } = form;
  const { duration, period, reason } = form.values;
  return (
    <Modal isOpen onClose={onClose} title={t(`act.${act}Title`, { name })}>
      <form onSubmit={form.submit} className="flex flex-col gap-5">
        <p className="text-ink-2">{t(`act.${act}Text`, { name })}</p>
        {act === "mute" || act === "ban" ? (
          <SelectField
            label={t("act.duration")}
            value={duration}
            onChange={({ target }) =>
              change({ duration: DURATION_NAMES.find((it) => it === target.value) ?? "hour" })
            }
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
            onChange={({ target }) =>
              change({ period: PERIOD_NAMES.find((it) => it === target.value) ?? "lastHour" })
            }
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
            maxLength={form.longest("reason")}
            onChange={(event) => change({ reason: event.target.value })}
          />
        )}
        {form.general ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(`error.${form.general}`)}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button look="plain" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look={act === "handOver" ? "primary" : "danger"} disabled={form.isPending}>
            {t(`act.${act}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
