import { REPORT_OUTCOMES, type Report } from "@veza/contracts/http/reports";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { SelectField, TextArea } from "../../components/field.tsx";
import { Modal } from "../../components/modal.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useReportAct } from "./reports.ts";

const DAY = 86_400_000;
const BANS = { day: DAY, week: 7 * DAY, month: 30 * DAY, forever: null } as const;
type Ban = keyof typeof BANS;
const BAN_NAMES: readonly Ban[] = ["day", "week", "month", "forever"];

/** Decides a report that one has claimed. */
export function DecideDialog({ report, onClose }: { report: Report; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useReportAct();
  const [outcome, setOutcome] = useState<(typeof REPORT_OUTCOMES)[number]>("removed");
  const [ban, setBan] = useState<Ban>("week");
  const [note, setNote] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const ban_ms = outcome === "removed_and_banned" ? BANS[ban] : null;
    act.mutate({ kind: "decide", id: report.id, body: { outcome, note, ban_ms } }, { onSuccess: onClose });
  };
  return (
    <Modal isOpen onClose={onClose} title={t("reports.decideTitle")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <fieldset className="flex flex-col gap-1">
          <legend className="sr-only">{t("reports.decideTitle")}</legend>
          {REPORT_OUTCOMES.map((value) => (
            <label key={value} className="flex min-h-11 items-center gap-3 rounded-xl px-2 hover:bg-surface">
              <input
                type="radio"
                name="outcome"
                className="size-5 accent-(--accent)"
                checked={outcome === value}
                onChange={() => setOutcome(value)}
              />
              {t(`reports.${value}`)}
            </label>
          ))}
        </fieldset>
        {outcome === "removed_and_banned" ? (
          <SelectField
            label={t("act.duration")}
            value={ban}
            onChange={({ target }) => setBan(BAN_NAMES.find((it) => it === target.value) ?? "week")}
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
          maxLength={500}
          onChange={({ target }) => setNote(target.value)}
        />
        {act.isError ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(codeOf(act.error) === "wrong_state" ? "reports.taken" : `error.${codeOf(act.error)}`)}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button look="plain" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button
            type="submit"
            look={outcome === "dismissed" ? "primary" : "danger"}
            disabled={act.isPending}
          >
            {t("reports.confirm")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
