import { useState } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { Choice } from "../../ui/field.tsx";
import { ActsList } from "./acts-list.tsx";
import { ReportList } from "./report-list.tsx";

const VIEWS = ["open", "claimed", "decided", "log"] as const;

/** The moderators' queue of reported messages, and the log of what was decided. */
export function ReportsPage() {
  const { t } = useWords();
  useTitle(t("reports.title"));
  const [view, setView] = useState<(typeof VIEWS)[number]>("open");
  return (
    <div className="mx-auto max-w-4xl px-4 pt-4 sm:px-8 lg:pt-10">
      <h1 className="text-4xl font-extrabold">{t("reports.title")}</h1>
      <p className="mt-2 text-lg text-ink-2">{t("reports.lead")}</p>
      <div className="my-6">
        <Choice
          legend={t("reports.state")}
          name="report-state"
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({ value, label: t(`reports.${value}`) }))}
        />
      </div>
      {view === "log" ? <ActsList /> : <ReportList key={view} state={view} />}
    </div>
  );
}
