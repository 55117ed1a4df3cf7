import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type ApiErrorCode, isErrorCode } from "../api/api-error.ts";
import { toast } from "../toasts.ts";
import { onPartyRefusal } from "./party.ts";

/** Says in passing why the party did not do what was asked. */
export function useRefusals(): void {
  const { t } = useTranslation();
  useEffect(
    () =>
      onPartyRefusal((code) => {
        const known: ApiErrorCode = isErrorCode(code) ? code : code === "offline" ? "network" : "internal";
        toast(code === "queue_full" ? t("party.queueFull") : t(`error.${known}`), { tone: "error" });
      }),
    [t],
  );
}
