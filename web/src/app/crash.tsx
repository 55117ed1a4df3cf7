import type { ErrorComponentProps } from "@tanstack/react-router";
import { CloudOff, HeartCrack } from "lucide-react";
import { useEffect } from "react";
import { useWords } from "../lib/i18n/use-words.ts";
import { useOnline } from "../lib/use-online.ts";
import { Button } from "../ui/button.tsx";
import { StateMessage } from "../ui/state-message.tsx";

/** Browsers' words for a part of the page that could not be fetched. */
const NOT_LOADED = /dynamically imported module|importing a module script|unable to preload/i;

/** What stays when a page throws or cannot be fetched: the shell and the player go on around it. */
export function Crash({ error }: ErrorComponentProps) {
  const { t } = useWords();
  const isOnline = useOnline();
  const isMissing = error instanceof Error && NOT_LOADED.test(error.message);
  useEffect(() => {
    if (!isMissing) console.error(error);
  }, [error, isMissing]);
  const reload = () => location.reload();
  if (isMissing) {
    // With a network, the likeliest reason is a newer version whose files have other names.
    return (
      <StateMessage
        icon={CloudOff}
        title={t(isOnline ? "app.newVersion" : "error.offline")}
        level={1}
        isAlert
      >
        <Button look="primary" onClick={reload}>
          {t("app.reload")}
        </Button>
      </StateMessage>
    );
  }
  return (
    <StateMessage icon={HeartCrack} title={t("crash.title")} hint={t("crash.lead")} level={1} isAlert>
      <Button look="primary" onClick={reload}>
        {t("crash.action")}
      </Button>
    </StateMessage>
  );
}
