import { LOCALES } from "@veza/contracts/http/accounts";
import { useTranslation } from "react-i18next";
import { Choice } from "../../components/field.tsx";
import { LANGUAGE_NAMES, setLocale } from "../../lib/i18n/i18n.ts";
import { useMe } from "../../lib/operations/get-me.ts";
import { toggleNormalisation } from "../../lib/player/commands.ts";
import { GainStage } from "../../lib/player/gain-stage.ts";
import { usePlayer } from "../../lib/player/store.ts";
import { THEMES, useTheme } from "../../lib/theme.ts";
import { useTitle } from "../../lib/use-title.ts";
import { BlocksSetting } from "./blocks-setting.tsx";
import { BotsSetting } from "./bots-setting.tsx";
import { ChatSettings } from "./chat-settings.tsx";
import { HistorySetting } from "./history-setting.tsx";

export function SettingsPage() {
  const { t, i18n } = useTranslation();
  useTitle(t("settings.title"));
  const { theme, setTheme } = useTheme();
  const { data: me } = useMe();
  const isNormalised = usePlayer((state) => state.isNormalised);
  const locale = LOCALES.find((it) => it === i18n.language) ?? "en";
  return (
    <div className="max-w-2xl px-4 pt-6 sm:px-8 lg:pt-10">
      <h1 className="text-4xl font-extrabold">{t("settings.title")}</h1>
      <div className="mt-8 flex flex-col gap-8">
        <Choice
          legend={t("settings.theme")}
          name="theme"
          value={theme}
          onChange={setTheme}
          options={THEMES.map((value) => ({ value, label: t(`settings.${value}`) }))}
        />
        <Choice
          legend={t("settings.language")}
          name="language"
          value={locale}
          onChange={(value) => void setLocale(value)}
          options={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-semibold">{t("settings.playback")}</legend>
          <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
            <input
              type="checkbox"
              className="mt-0.5 size-5 accent-(--accent)"
              checked={isNormalised && GainStage.isAvailable}
              disabled={!GainStage.isAvailable}
              onChange={toggleNormalisation}
            />
            <span>
              <span className="block font-medium">{t("player.normalise")}</span>
              <span className="block text-sm text-ink-2">
                {t(GainStage.isAvailable ? "player.normaliseHint" : "player.normaliseUnavailable")}
              </span>
            </span>
          </label>
        </fieldset>
        <HistorySetting />
        {me ? (
          <>
            <ChatSettings />
            <BlocksSetting />
            <BotsSetting />
          </>
        ) : null}
      </div>
    </div>
  );
}
