import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { useWished } from "../../lib/use-wished.ts";
import { areNoticesOn, canNotify, turnNotices } from "../../models/inbox/device-notices.ts";
import { chatSettingsQuery, chatSettingsWish } from "../../models/people/calls.ts";

/** How messages may reach one while away: by mail, and as notifications of this device. */
export function ChatSettings() {
  const { t } = useWords();
  const query = useQuery(chatSettingsQuery);
  const settings = { ...query, data: useWished(chatSettingsWish, query.data) };
  const change = (is_mail_on: boolean) =>
    chatSettingsWish
      .set({ is_mail_on })
      .catch((error: unknown) => toast(t(`error.${codeOf(error)}`), { tone: "error" }));
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{t("chatSettings.title")}</legend>
      <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
        <input
          type="checkbox"
          className="tick"
          checked={settings.data?.is_mail_on ?? true}
          disabled={!settings.data}
          onChange={({ target }) => void change(target.checked)}
        />
        <span>
          <span className="block font-medium">{t("chatSettings.mail")}</span>
          <span className="block text-sm text-ink-2">
            {settings.isError ? t(`error.${codeOf(settings.error)}`) : t("chatSettings.mailHint")}
          </span>
        </span>
      </label>
      {canNotify() ? <DeviceNotices /> : null}
    </fieldset>
  );
}

function DeviceNotices() {
  const { t } = useWords();
  const [isOn, setOn] = useState(areNoticesOn);
  const newest = useRef(0);
  const [isDenied, setDenied] = useState(Notification.permission === "denied");
  const change = async (wanted: boolean) => {
    // Shown while the browser asks; what it answers decides.
    setOn(wanted);
    const asked = ++newest.current;
    const isAllowed = await turnNotices(wanted);
    if (asked !== newest.current) return;
    setOn(isAllowed);
    setDenied(wanted && !isAllowed);
  };
  return (
    <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
      <input
        type="checkbox"
        className="tick"
        checked={isOn}
        onChange={({ target }) => void change(target.checked)}
      />
      <span>
        <span className="block font-medium">{t("chatSettings.desktop")}</span>
        <span className="block text-sm text-ink-2" role="status">
          {t(isDenied ? "chatSettings.desktopDenied" : "chatSettings.desktopHint")}
        </span>
      </span>
    </label>
  );
}
