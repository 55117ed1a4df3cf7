import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useState } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { qualityQuery } from "../../models/quality/calls.ts";
import { isQuiet } from "../../models/quality/quality-math.ts";
import { Choice } from "../../ui/field.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { QualityPlots } from "./quality-plots.tsx";
import { QualityTable } from "./quality-table.tsx";

const RANGES = ["6h", "7d", "90d"] as const;
const LOOKS = ["plots", "table"] as const;

/** How listening goes, for the operator: figures that players report, as plots or as a table. */
export function QualityPage() {
  const { t } = useWords();
  useTitle(t("quality.title"));
  const [range, setRange] = useState<(typeof RANGES)[number]>("6h");
  const [look, setLook] = useState<(typeof LOOKS)[number]>("plots");
  const query = useQuery(qualityQuery(range));
  const { data } = query;
  return (
    <div className="mx-auto max-w-6xl px-4 pt-4 sm:px-8 lg:pt-10">
      <h1 className="text-4xl font-extrabold">{t("quality.title")}</h1>
      <p className="mt-2 text-lg text-ink-2">{t("quality.lead")}</p>
      <div className="my-6 flex flex-wrap justify-between gap-x-8 gap-y-4">
        <Choice
          legend={t("quality.range")}
          name="range"
          value={range}
          onChange={setRange}
          options={RANGES.map((value) => ({ value, label: t(`quality.${value}`) }))}
        />
        <Choice
          legend={t("quality.look")}
          name="look"
          value={look}
          onChange={setLook}
          options={LOOKS.map((value) => ({ value, label: t(`quality.${value}`) }))}
        />
      </div>
      {data === undefined ? (
        query.isError ? (
          <LoadFailed title={t("quality.failed")} error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <div className="grid gap-4 xl:grid-cols-2" aria-busy="true">
            {[1, 2, 3, 4].map((place) => (
              <div key={place} className="skeleton h-72 rounded-2xl" />
            ))}
          </div>
        )
      ) : isQuiet(data.points) ? (
        <StateMessage icon={Activity} title={t("quality.empty")} hint={t("quality.emptyHint")} />
      ) : look === "plots" ? (
        <QualityPlots points={data.points} sliceMs={data.slice_ms} />
      ) : (
        <QualityTable points={data.points} sliceMs={data.slice_ms} />
      )}
    </div>
  );
}
