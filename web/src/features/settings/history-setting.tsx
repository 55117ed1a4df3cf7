import { Link } from "@tanstack/react-router";
import { useMe } from "../../components/account/use-session.ts";
import { useListeningSettings } from "../../components/listening/use-listening-settings.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { listeningWish } from "../../models/listening/calls.ts";

/** Whether a history is kept. Nothing for guests: there is none of theirs. */
export function HistorySetting() {
  const { t } = useWords();
  const { data: me } = useMe();
  const settings = useListeningSettings({ enabled: Boolean(me) });
  if (!me) return null;
  const change = (is_history_on: boolean) =>
    listeningWish
      .set({ is_history_on })
      .catch((error: unknown) => toast(t(`error.${codeOf(error)}`), { tone: "error" }));
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{t("history.setting")}</legend>
      <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
        <input
          type="checkbox"
          className="tick"
          checked={settings.data?.is_history_on ?? true}
          disabled={!settings.data}
          onChange={(event) => void change(event.target.checked)}
        />
        <span>
          <span className="block font-medium">{t("history.keep")}</span>
          <span className="block text-sm text-ink-2">
            {settings.isError ? t(`error.${codeOf(settings.error)}`) : t("history.keepHint")}
          </span>
        </span>
      </label>
      <Link
        to="/history"
        className="inline-flex min-h-11 items-center text-sm font-semibold underline underline-offset-4"
      >
        {t("history.open")}
      </Link>
    </fieldset>
  );
}
