import { Link } from "@tanstack/react-router";
import { LayoutGrid, Music4, Rows3 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { useTracks } from "../../components/tracks/use-tracks.ts";
import { renewedAt } from "../../lib/api/session-hint.ts";
import { withWords } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { buttonClass } from "../../ui/button.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { Featured } from "./featured.tsx";
import { LazyTrackList } from "./lazy-track-list.tsx";
import { ShelvesRoom } from "./shelves-room.tsx";
import { TrackGrid } from "./track-grid.tsx";

const HomeShelves = lazy(() =>
  withWords(import("./home-shelves.tsx")).then((it) => ({ default: it.HomeShelves })),
);

type Layout = "grid" | "list";
const KEY = "veza.layout";

/** The newest tracks of everyone. */
export function DiscoverPage() {
  const { t } = useWords();
  useTitle(t("discover.title"));
  const [layout, setLayout] = useState<Layout>(localStorage.getItem(KEY) === "list" ? "list" : "grid");
  const query = useTracks({ sort: "newest" });
  const { data: me, isPending: isAsking } = useMe();
  const { tracks } = query;
  const choose = (value: Layout) => {
    localStorage.setItem(KEY, value);
    setLayout(value);
  };
  if (query.isError && tracks.length === 0) {
    return (
      <LoadFailed
        title={t("discover.failed")}
        error={query.error}
        onRetry={() => void query.refetch()}
        level={1}
      />
    );
  }
  if (query.isSuccess && tracks.length === 0) {
    return (
      <StateMessage icon={Music4} title={t("discover.empty")} hint={t("discover.emptyHint")} level={1}>
        <Link to="/upload" className={buttonClass("primary")}>
          {t("discover.emptyAction")}
        </Link>
      </StateMessage>
    );
  }
  const buttons = [
    { value: "grid", label: t("discover.asGrid"), icon: LayoutGrid },
    { value: "list", label: t("discover.asList"), icon: Rows3 },
  ] as const;
  return (
    <div className="px-4 pt-2 sm:px-8 lg:pt-8">
      <h1 className="sr-only">{t("discover.title")}</h1>
      <Featured tracks={tracks} isPending={query.isPending} />
      {me ? (
        <Suspense fallback={<ShelvesRoom />}>
          <HomeShelves />
        </Suspense>
      ) : isAsking && renewedAt() !== null ? (
        <ShelvesRoom />
      ) : null}
      <div className="mt-10 mb-5 flex items-end justify-between gap-4">
        <div>
          <h2 className="text-2xl leading-tight font-bold">{t("discover.newest")}</h2>
          <p className="text-sm text-ink-2">{t("discover.lead")}</p>
        </div>
        <fieldset className="flex rounded-full bg-surface p-0.5">
          <legend className="sr-only">{t("discover.layout")}</legend>
          {buttons.map(({ value, label, icon: Icon }) => (
            <button
              key={value}
              type="button"
              aria-label={label}
              title={label}
              aria-pressed={layout === value}
              onClick={() => choose(value)}
              className="grid size-11 place-items-center rounded-full text-ink-3 transition-colors hover:text-ink aria-pressed:bg-raised aria-pressed:text-ink"
            >
              <Icon className="size-5" aria-hidden="true" />
            </button>
          ))}
        </fieldset>
      </div>
      {layout === "grid" ? <TrackGrid query={query} skip={1} /> : <LazyTrackList query={query} />}
    </div>
  );
}
