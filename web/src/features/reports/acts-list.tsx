import { useInfiniteQuery } from "@tanstack/react-query";
import type { ModerationAct } from "@veza/contracts/http/reports";
import { ScrollText } from "lucide-react";
import { moment } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { moderationActsQuery } from "../../models/reports/calls.ts";
import { Button } from "../../ui/button.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";

/** What moderators of the platform did, newest first. */
export function ActsList() {
  const { t } = useWords();
  const query = useInfiniteQuery(moderationActsQuery);
  const acts = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <div className="skeleton h-72 rounded-3xl" aria-busy="true" />;
  if (query.isError && acts.length === 0)
    return (
      <LoadFailed title={t("reports.failed")} error={query.error} onRetry={() => void query.refetch()} />
    );
  if (acts.length === 0) return <StateMessage icon={ScrollText} title={t("manage.noLog")} />;
  return (
    <>
      <ol className="flex flex-col divide-y divide-line">
        {acts.map((act) => (
          <Line key={`${act.report_id} ${act.at} ${act.action}`} act={act} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button look="plain" className="mt-4 w-full" onClick={() => void query.fetchNextPage()}>
          {t("app.more")}
        </Button>
      ) : null}
    </>
  );
}

function Line({ act }: { act: ModerationAct }) {
  const { t, language } = useWords();
  const name = act.by.username;
  const text =
    act.action === "claim"
      ? t("reports.actClaim", { name })
      : act.action === "release"
        ? t("reports.actRelease", { name })
        : t("reports.actDecide", { name, outcome: t(`reports.outcome_${act.outcome ?? "dismissed"}`) });
  return (
    <li className="py-3">
      <p className="font-medium">{text}</p>
      {act.note ? <p className="text-sm wrap-break-word text-ink-2">{act.note}</p> : null}
      <time dateTime={act.at} className="text-xs text-ink-3">
        {moment(act.at, language)}
      </time>
    </li>
  );
}
