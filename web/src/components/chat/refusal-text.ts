import { useWords } from "../../lib/i18n/use-words.ts";
import { refusalKey } from "../../models/chat/refusal-words.ts";

/** A room's refusal in the reader's language. */
export function useRefusalText(): (refused: { code: string }) => string {
  const { t } = useWords();
  return (refused) => t(refusalKey(refused));
}
