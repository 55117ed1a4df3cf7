import { useStore } from "zustand";
import { useMe } from "../../components/account/use-session.ts";
import { LANGUAGE_NAMES, LOCALES, setLocale } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { THEMES, themeStore } from "../../lib/theme.ts";
import { useTitle } from "../../lib/use-title.ts";
import { toggleNormalisation } from "../../models/player/commands.ts";
import { GainStage } from "../../models/player/gain-stage.ts";
import { playerStore } from "../../models/player/store.ts";
import { Choice } from "../../ui/field.tsx";
import { BlocksSetting } from "./blocks-setting.tsx";
import { BotsSetting } from "./bots-setting.tsx";
import { ChatSettings } from "./chat-settings.tsx";
import { HistorySetting } from "./history-setting.tsx";

export function SettingsPage() {
  const { t, language } = useWords();
  useTitle(t("settings.title"));
  const { theme, setTheme } = useStore(themeStore);
  const { data: me } = useMe();
  const isNormalised = useStore(playerStore, (state) => state.isNormalised);
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
          value={language}
          onChange={(value) => void setLocale(value)}
          options={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-semibold">{t("settings.playback")}</legend>
          <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
            <input
              type="checkbox"
              className="tick"
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
