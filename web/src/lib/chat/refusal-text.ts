import { useTranslation } from "react-i18next";
import { refusalKey } from "./refusal-words.ts";

/** A room's refusal in the reader's language. */
export function useRefusalText(): (refused: { code: string }) => string {
  const { t } = useTranslation();
  return (refused) => t(refusalKey(refused));
}
