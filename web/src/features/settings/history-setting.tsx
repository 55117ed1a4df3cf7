import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { codeOf } from "../../lib/api/api-error.ts";
import { useListeningSettings, useUpdateListeningSettings } from "../../lib/listening/settings.ts";
import { useMe } from "../../lib/operations/get-me.ts";
import { toast } from "../../lib/toasts.ts";

/** Whether a history is kept. Nothing for guests: there is none of theirs. */
export function HistorySetting() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const settings = useListeningSettings({ enabled: Boolean(me) });
  const update = useUpdateListeningSettings();
  if (!me) return null;
  const change = (is_history_on: boolean) =>
    update.mutate(
      { is_history_on },
      { onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }) },
    );
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{t("history.setting")}</legend>
      <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
        <input
          type="checkbox"
          className="mt-0.5 size-5 accent-(--accent)"
          checked={settings.data?.is_history_on ?? true}
          disabled={!settings.data}
          onChange={(event) => change(event.target.checked)}
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
