import { Link } from "@tanstack/react-router";
import { VolumeX } from "lucide-react";
import { useWords } from "../lib/i18n/use-words.ts";
import { useTitle } from "../lib/use-title.ts";
import { buttonClass } from "../ui/button.tsx";
import { StateMessage } from "../ui/state-message.tsx";

export function NotFound() {
  const { t } = useWords();
  useTitle(t("notFound.title"));
  return (
    <StateMessage icon={VolumeX} title={t("notFound.title")} hint={t("notFound.lead")} level={1}>
      <Link to="/" className={buttonClass("primary")}>
        {t("notFound.action")}
      </Link>
    </StateMessage>
  );
}
