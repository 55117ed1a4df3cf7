import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import type { MessageAction } from "../../models/chat/message-actions.ts";
import { linkOf } from "../../models/chat/message-actions.ts";
import { type RefusalKey, refusalKey } from "../../models/chat/refusal-words.ts";
import type { Acknowledged } from "../../models/chat/reply.ts";
import { scopeOf, useRoomUi } from "./room-ui.tsx";

/** What happens when something is done with a message. `react` is the emoji picker's. */
export function useRoomActions() {
  const { t } = useWords();
  const ui = useRoomUi();
  const { room, store } = ui;

  const tell = async (done: Promise<Acknowledged>, tooMany?: RefusalKey) => {
    const answer = await done;
    if (!answer.ok) toast(t(refusalKey(answer, tooMany)), { tone: "error" });
  };
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t("chat.copied"));
    } catch (error) {
      console.info("The clipboard is not to be written.", error);
      toast(t("error.forbidden"), { tone: "error" });
    }
  };

  return {
    react: (message: ChatMessage, emoji: string) => {
      const has = message.reactions.find((it) => it.emoji === emoji)?.me === true;
      void tell(room.react(message.id, emoji, !has), "chat.tooManyReactions");
    },
    run: (action: Exclude<MessageAction, "react">, message: ChatMessage): void => {
      switch (action) {
        case "reply":
          store.setState(({ replies }) => ({
            editing: null,
            replies: { ...replies, [scopeOf(message.thread_id)]: message.id },
          }));
          return;
        case "thread":
          store.setState({ panel: { t: "thread", id: message.id } });
          return;
        case "copyLink":
          void copy(new URL(linkOf(room.roomId, message), location.href).href);
          return;
        case "copyText":
          void copy(message.body);
          return;
        case "edit":
          store.setState({ editing: message.id });
          return;
        case "pin":
        case "unpin":
          void tell(room.pin(message.id, action === "pin"), "chat.tooManyPins");
          return;
        case "history":
        case "report":
        case "remove":
          store.setState({ dialog: { t: action, message } });
      }
    },
  };
}
