import { useMutation } from "@tanstack/react-query";
import { decideReport, REPORT_OUTCOMES, type Report } from "@veza/contracts/http/reports";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { reportActMutation } from "../../models/reports/calls.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextArea } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";

const DAY = 86_400_000;
const BANS = { day: DAY, week: 7 * DAY, month: 30 * DAY, forever: null } as const;
type Ban = keyof typeof BANS;
const BAN_NAMES: readonly Ban[] = ["day", "week", "month", "forever"];

/** Decides a report that one has claimed. */
export function DecideDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const { t } = useWords();
  const { mutateAsync: send } = useMutation(reportActMutation);
  const form = useForm({
    schema: decideReport.body,
    initial: (): { outcome: (typeof REPORT_OUTCOMES)[number]; ban: Ban; note: string } => ({
      outcome: "removed",
      ban: "week",
      note: "",
    }),
    bodyOf: ({ outcome, ban, note }) => ({
      outcome,
      note,
      ban_ms: outcome === "removed_and_banned" ? BANS[ban] : null,
    }),
    send: (body) => send({ kind: "decide", id: report.id, body }),
    onDone: onClose,
    fields: [],
  });
  const { change } = form;
  const { outcome, ban, note } = form.values;
  return (
    <Modal isOpen onClose={onClose} title={t("reports.decideTitle")}>
      <form onSubmit={form.submit} className="flex flex-col gap-5">
        <fieldset className="flex flex-col gap-1">
          <legend className="sr-only">{t("reports.decideTitle")}</legend>
          {REPORT_OUTCOMES.map((value) => (
            <label key={value} className="flex min-h-11 items-center gap-3 rounded-xl px-2 hover:bg-surface">
              <input
                type="radio"
                name="outcome"
                className="tick"
                checked={outcome === value}
                onChange={() => change({ outcome: value })}
              />
              {t(`reports.${value}`)}
            </label>
          ))}
        </fieldset>
        {outcome === "removed_and_banned" ? (
          <SelectField
            label={t("act.duration")}
            value={ban}
            onChange={({ target }) => change({ ban: BAN_NAMES.find((it) => it === target.value) ?? "week" })}
          >
            {BAN_NAMES.map((it) => (
              <option key={it} value={it}>
                {t(`act.${it}`)}
              </option>
            ))}
          </SelectField>
        ) : null}
        <TextArea
          label={t("reports.note")}
          hint={t("reports.noteHint")}
          value={note}
          maxLength={form.longest("note")}
          onChange={({ target }) => change({ note: target.value })}
        />
        {form.general ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(form.general === "wrong_state" ? "reports.taken" : `error.${form.general}`)}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button look="plain" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button
            type="submit"
            look={outcome === "dismissed" ? "primary" : "danger"}
            disabled={form.isPending}
          >
            {t("reports.confirm")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
