import { CLOSE } from "@veza/contracts/ws/close";
import { DoorClosed } from "lucide-react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { StateMessage } from "../../ui/state-message.tsx";

type WhyKey =
  `chat.refused${"Banned" | "Kicked" | "Left" | "Forbidden" | "Missing" | "Account" | "Fast" | "Other"}`;
const BY_REASON: Record<string, WhyKey> = {
  banned: "chat.refusedBanned",
  kicked: "chat.refusedKicked",
  left: "chat.refusedLeft",
};
const BY_CODE: Record<number, WhyKey> = {
  [CLOSE.forbidden]: "chat.refusedForbidden",
  [CLOSE.not_found]: "chat.refusedMissing",
  [CLOSE.unauthenticated]: "chat.refusedAccount",
  [CLOSE.token_expired]: "chat.refusedAccount",
  [CLOSE.rate_limited]: "chat.refusedFast",
};

/** The room is not for this reader, or not any more. */
export function RefusedRoom() {
  const { t } = useWords();
  const room = useChatRoom();
  const code = useRoom((state) => state.closeCode);
  const reason = useRoom((state) => state.closeReason);
  const why = BY_REASON[reason ?? ""] ?? BY_CODE[code ?? 0] ?? "chat.refusedOther";
  return (
    <StateMessage icon={DoorClosed} title={t("chat.refused")} hint={t(why)} isAlert>
      {why === "chat.refusedBanned" || why === "chat.refusedLeft" ? null : (
        <Button onClick={() => room.reconnect()}>{t("app.retry")}</Button>
      )}
    </StateMessage>
  );
}
