import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Report } from "@veza/contracts/http/reports";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { ago } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { reportActMutation, reportsQuery } from "../../models/reports/calls.ts";
import { Button } from "../../ui/button.tsx";
import { Monogram } from "../../ui/monogram.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { DecideDialog } from "./decide-dialog.tsx";

/** Reports in one state. */
export function ReportList({ state }: { state: Report["state"] }) {
  const { t } = useWords();
  const query = useInfiniteQuery(reportsQuery(state));
  const [deciding, setDeciding] = useState<Report | null>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) {
    return (
      <div className="flex flex-col gap-3" aria-busy="true">
        {[1, 2, 3].map((card) => (
          <div key={card} className="skeleton h-40 rounded-3xl" />
        ))}
      </div>
    );
  }
  if (query.isError && items.length === 0)
    return (
      <LoadFailed title={t("reports.failed")} error={query.error} onRetry={() => void query.refetch()} />
    );
  if (items.length === 0)
    return <StateMessage icon={ShieldCheck} title={t("reports.none")} hint={t("reports.noneHint")} />;
  return (
    <>
      <ul className="flex flex-col gap-3">
        {items.map((report) => (
          <Card key={report.id} report={report} onDecide={() => setDeciding(report)} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button
          look="plain"
          className="mt-4 w-full"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("app.more")}
        </Button>
      ) : null}
      {deciding ? <DecideDialog report={deciding} onClose={() => setDeciding(null)} /> : null}
    </>
  );
}

function Card({ report, onDecide }: { report: Report; onDecide: () => void }) {
  const { t, language } = useWords();
  const { data: me } = useMe();
  const act = useMutation(reportActMutation);
  const move = (kind: "claim" | "release") =>
    act.mutate(
      { kind, id: report.id },
      {
        onError: (cause) => {
          const code = codeOf(cause);
          toast(t(code === "wrong_state" ? "reports.taken" : `error.${code}`), { tone: "error" });
        },
      },
    );
  const isMine = report.claimed_by?.user_id === me?.id;
  return (
    <li className="rounded-3xl bg-surface p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Monogram name={report.author.username} className="size-9 text-base" />
        <p className="min-w-0 grow">
          <span className="font-semibold">{report.author.username}</span>{" "}
          <Link
            to="/rooms/$room"
            params={{ room: report.room.id }}
            search={{ message: report.message_id }}
            className="text-sm text-ink-2 underline decoration-1 underline-offset-4 hover:text-ink"
          >
            {t("reports.in", { room: report.room.name })}
          </Link>
        </p>
        <time dateTime={report.created_at} className="text-sm text-ink-3">
          {ago(report.created_at, language)}
        </time>
      </div>
      <blockquote className="mt-3 max-h-60 overflow-y-auto rounded-2xl bg-bg px-4 py-3 wrap-break-word whitespace-pre-wrap">
        {report.body}
      </blockquote>
      <ul className="mt-3 flex flex-col gap-1 text-sm text-ink-2">
        {report.reasons.map((reason) => (
          <li key={`${reason.reporter?.user_id ?? "rules"} ${reason.at}`} className="wrap-break-word">
            <span className="font-medium text-ink">
              {t("reports.reportedBy", {
                name: reason.reporter?.username ?? t("reports.rules"),
                category: t(`reports.${reason.category}`),
              })}
            </span>
            {reason.note === "" ? null : ` · ${reason.note}`}
          </li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
        {report.outcome !== null ? (
          <p className="mr-auto text-sm font-semibold">
            {t(`reports.outcome_${report.outcome}`)}
            {report.decision_note ? (
              <span className="font-normal text-ink-2"> · {report.decision_note}</span>
            ) : null}
          </p>
        ) : report.claimed_by !== null ? (
          <p className="mr-auto text-sm text-ink-2">
            {t("reports.claimedBy", { name: isMine ? t("rooms.yourself") : report.claimed_by.username })}
          </p>
        ) : null}
        {report.state === "open" ? (
          <Button look="primary" disabled={act.isPending} onClick={() => move("claim")}>
            {t("reports.claim")}
          </Button>
        ) : null}
        {report.state === "claimed" && isMine ? (
          <>
            <Button look="plain" disabled={act.isPending} onClick={() => move("release")}>
              {t("reports.release")}
            </Button>
            <Button look="primary" onClick={onDecide}>
              {t("reports.decide")}
            </Button>
          </>
        ) : null}
      </div>
    </li>
  );
}
