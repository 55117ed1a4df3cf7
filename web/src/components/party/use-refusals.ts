import { useEffect } from "react";
import { type ApiErrorCode, isErrorCode } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { onPartyRefusal } from "../../models/party/party.ts";

/** Says in passing why the party did not do what was asked. */
export function useRefusals(): void {
  const { t } = useWords();
  useEffect(
    () =>
      onPartyRefusal((code) => {
        const known: ApiErrorCode = isErrorCode(code) ? code : code === "offline" ? "network" : "internal";
        toast(code === "queue_full" ? t("party.queueFull") : t(`error.${known}`), { tone: "error" });
      }),
    [t],
  );
}
