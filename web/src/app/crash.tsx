import type { ErrorComponentProps } from "@tanstack/react-router";
import { HeartCrack } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../components/button.tsx";
import { StateMessage } from "../components/state-message.tsx";

/** What stays when a page throws: the shell and the player go on around it. */
export function Crash({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  useEffect(() => console.error(error), [error]);
  return (
    <StateMessage icon={HeartCrack} title={t("crash.title")} hint={t("crash.lead")} level={1} isAlert>
      <Button look="primary" onClick={() => location.reload()}>
        {t("crash.action")}
      </Button>
    </StateMessage>
  );
}
