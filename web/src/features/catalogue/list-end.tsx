import type { useTracks } from "../../components/tracks/use-tracks.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";

/** The foot of a growing list: more is coming, could not come, or there is no more. */
export function ListEnd({ query }: { query: ReturnType<typeof useTracks> }) {
  const { t } = useWords();
  if (query.isPending) return null;
  if (query.isFetchNextPageError) {
    return (
      <div role="alert" className="flex flex-col items-center gap-3 py-10 text-center text-ink-2">
        {t(`error.${codeOf(query.error)}`)}
        <Button onClick={() => void query.fetchNextPage()}>{t("app.retry")}</Button>
      </div>
    );
  }
  return (
    <p className="py-10 text-center text-sm text-ink-3" aria-live="polite">
      {query.hasNextPage ? t("app.loading") : t("discover.end")}
    </p>
  );
}
