import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { History, Trash2 } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { useListeningSettings } from "../../components/listening/use-listening-settings.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { regional } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { useTitle } from "../../lib/use-title.ts";
import { linesByDay } from "../../models/listening/by-day.ts";
import { removeFromHistoryMutation } from "../../models/listening/calls.ts";
import { removalsStore, removeSoon } from "../../models/listening/removals.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { ClearDialog } from "./clear-dialog.tsx";
import { HistoryRow } from "./history-row.tsx";
import { useHistory } from "./use-history.ts";

/** Everything that one has listened to, by day. */
export function HistoryPage() {
  const { t } = useWords();
  useTitle(t("history.title"));
  const query = useHistory();
  const settings = useListeningSettings();
  const [isClearing, setClearing] = useState(false);
  const pending = useStore(removalsStore, (state) => state.pending);
  const entries = query.entries.filter((entry) => !pending.has(entry.track.id));
  const isOff = settings.data?.is_history_on === false;
  const isEmpty = query.isSuccess && entries.length === 0 && !query.hasNextPage;
  return (
    <div className="mx-auto max-w-5xl px-4 pt-4 sm:px-8 lg:pt-10">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-4xl font-extrabold">{t("history.title")}</h1>
          <p className="mt-2 text-lg text-ink-2">{t("history.lead")}</p>
        </div>
        {entries.length > 0 ? (
          <Button onClick={() => setClearing(true)}>
            <Trash2 className="size-4.5" aria-hidden="true" />
            {t("history.clear")}
          </Button>
        ) : null}
      </div>
      {isOff && !isEmpty ? (
        <p className="mt-4 rounded-2xl bg-surface px-4 py-3 text-sm font-medium">
          {t("history.off")}{" "}
          <Link to="/settings" className="underline underline-offset-4">
            {t("nav.settings")}
          </Link>
        </p>
      ) : null}
      {query.isError && entries.length === 0 ? (
        <LoadFailed title={t("history.failed")} error={query.error} onRetry={() => void query.refetch()} />
      ) : isEmpty ? (
        <StateMessage
          icon={History}
          title={t(isOff ? "history.emptyOff" : "history.empty")}
          hint={t(isOff ? "history.emptyOffHint" : "history.emptyHint")}
        >
          <Link to={isOff ? "/settings" : "/"} className={buttonClass("primary")}>
            {t(isOff ? "nav.settings" : "history.emptyAction")}
          </Link>
        </StateMessage>
      ) : (
        <Lines query={query} entries={entries} />
      )}
      {isClearing ? <ClearDialog onClose={() => setClearing(false)} /> : null}
    </div>
  );
}

interface LinesProps {
  query: ReturnType<typeof useHistory>;
  entries: ReturnType<typeof useHistory>["entries"];
}

const SKELETONS = 7;

/** Only the lines near the screen are in the page, however long the list. */
function Lines({ query, entries }: LinesProps) {
  const { t, language } = useWords();
  const { isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const remove = useMutation(removeFromHistoryMutation);
  const holder = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = holder.current?.getBoundingClientRect();
    if (box) setTop(box.top + window.scrollY);
  }, []);
  const words = {
    today: t("history.today"),
    yesterday: t("history.yesterday"),
    locale: regional(language),
  };
  const lines = linesByDay(entries, new Date(), words);
  const ids = entries.map((entry) => entry.track.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list changes with its ids.
  const tracks = useMemo(() => entries.map((entry) => entry.track), [ids]);
  const count = isPending ? SKELETONS : lines.length;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: (index) => (lines[index]?.kind === "day" ? 60 : 76),
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => lines[index]?.key ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= count - 4) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, last, count, fetchNextPage]);
  const forget = (trackId: string, title: string) =>
    removeSoon(trackId, { text: t("history.removed", { title }), undo: t("history.undo") }, () =>
      remove
        .mutateAsync(trackId)
        .catch((error: unknown) => toast(t(`error.${codeOf(error)}`), { tone: "error" })),
    );
  return (
    <>
      <div
        ref={holder}
        className="relative -mx-2"
        style={{ height: virtual.getTotalSize() }}
        aria-busy={isPending}
      >
        {shown.map((row) => {
          const line = lines[row.index];
          return (
            <div
              key={row.key}
              ref={virtual.measureElement}
              data-index={row.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${row.start - top}px)` }}
            >
              {line === undefined ? (
                <div className="px-2 py-2.5">
                  <div className="skeleton h-14 rounded-xl" />
                </div>
              ) : line.kind === "day" ? (
                <h2 className="px-2 pt-7 pb-2 text-lg leading-snug font-bold first-letter:uppercase">
                  {line.label}
                </h2>
              ) : (
                <HistoryRow
                  entry={line.entry}
                  tracks={tracks}
                  index={line.index}
                  onRemove={() => forget(line.entry.track.id, line.entry.track.title)}
                />
              )}
            </div>
          );
        })}
      </div>
      {query.isFetchNextPageError ? (
        <div role="alert" className="flex flex-col items-center gap-3 py-10 text-center text-ink-2">
          {t(`error.${codeOf(query.error)}`)}
          <Button onClick={() => void fetchNextPage()}>{t("app.retry")}</Button>
        </div>
      ) : isPending ? null : (
        <p className="py-10 text-center text-sm text-ink-3" aria-live="polite">
          {t(hasNextPage ? "app.loading" : "history.end")}
        </p>
      )}
    </>
  );
}
