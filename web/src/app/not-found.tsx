import { Link } from "@tanstack/react-router";
import { VolumeX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../components/button.tsx";
import { StateMessage } from "../components/state-message.tsx";
import { useTitle } from "../lib/use-title.ts";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("notFound.title"));
  return (
    <StateMessage icon={VolumeX} title={t("notFound.title")} hint={t("notFound.lead")} level={1}>
      <Link to="/" className={buttonClass("primary")}>
        {t("notFound.action")}
      </Link>
    </StateMessage>
  );
}
