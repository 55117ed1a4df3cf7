import { useTranslation } from "react-i18next";
import { useRefusalText } from "../../lib/chat/refusal-text.ts";
import type { Refused } from "../../lib/chat/reply.ts";
import { toast } from "../../lib/toasts.ts";

/** Says why the room did not do something; a success may be said too. */
export function useRefusalToast(): (answer: { ok: true } | Refused, done?: string) => boolean {
  const textOf = useRefusalText();
  const { t } = useTranslation();
  return (answer, done) => {
    if (!answer.ok) toast(textOf(answer), { tone: "error" });
    else if (done !== undefined) toast(done === "" ? t("act.done") : done);
    return answer.ok;
  };
}
