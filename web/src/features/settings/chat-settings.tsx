import { useState } from "react";
import { useTranslation } from "react-i18next";
import { codeOf } from "../../lib/api/api-error.ts";
import { areNoticesOn, canNotify, turnNotices } from "../../lib/live/device-notices.ts";
import { useChatSettings, usePutChatSettings } from "../../lib/rooms/people.ts";
import { toast } from "../../lib/toasts.ts";

/** How messages may reach one while away: by mail, and as notifications of this device. */
export function ChatSettings() {
  const { t } = useTranslation();
  const settings = useChatSettings({ enabled: true });
  const put = usePutChatSettings();
  const change = (is_mail_on: boolean) =>
    put.mutate({ is_mail_on }, { onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }) });
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-semibold">{t("chatSettings.title")}</legend>
      <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
        <input
          type="checkbox"
          className="mt-0.5 size-5 accent-(--accent)"
          checked={settings.data?.is_mail_on ?? true}
          disabled={!settings.data || put.isPending}
          onChange={({ target }) => change(target.checked)}
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
  const { t } = useTranslation();
  const [isOn, setOn] = useState(areNoticesOn);
  const [isDenied, setDenied] = useState(Notification.permission === "denied");
  const change = async (wanted: boolean) => {
    const isAllowed = await turnNotices(wanted);
    setOn(isAllowed);
    setDenied(wanted && !isAllowed);
  };
  return (
    <label className="flex min-h-11 items-start gap-3 rounded-xl py-2">
      <input
        type="checkbox"
        className="mt-0.5 size-5 accent-(--accent)"
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
