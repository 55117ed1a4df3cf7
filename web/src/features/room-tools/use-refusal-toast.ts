import { useRefusalText } from "../../components/chat/refusal-text.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import type { Refused } from "../../models/chat/reply.ts";

/** Says why the room did not do something; a success may be said too. */
export function useRefusalToast(): (answer: { ok: true } | Refused, done?: string) => boolean {
  const textOf = useRefusalText();
  const { t } = useWords();
  return (answer, done) => {
    if (!answer.ok) toast(textOf(answer), { tone: "error" });
    else if (done !== undefined) toast(done === "" ? t("act.done") : done);
    return answer.ok;
  };
}
