import { useEffect } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { onHandOver } from "../../models/party/party.ts";

/**
 * Says in passing who has the controls from now on, and why. The toasts' region tells it politely to screen
 * readers.
 */
export function useHandOver(): void {
  const { t } = useWords();
  useEffect(
    () =>
      onHandOver(({ before, name, isMe, cause }) => {
        if (cause === "left")
          toast(isMe ? t("party.leftToYou", { before }) : t("party.leftTo", { before, name }));
        else toast(isMe ? t("party.givenToYou") : t("party.givenTo", { name }));
      }),
    [t],
  );
}
