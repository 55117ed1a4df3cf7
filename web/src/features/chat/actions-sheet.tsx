import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useState } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { QUICK_REACTIONS } from "../../models/chat/emoji.ts";
import { Modal } from "../../ui/modal.tsx";
import { ACTIONS } from "./action-labels.ts";
import { EmojiGrid } from "./emoji-picker.tsx";
import { useActionsOf } from "./use-actions-of.ts";
import { useRoomActions } from "./use-room-actions.ts";

/** What can be done with a message, under the thumb. */
export function ActionsSheet({ message, onClose }: { message: ChatMessage; onClose: () => void }) {
  const { t } = useWords();
  const { react, run } = useRoomActions();
  const actions = useActionsOf()(message);
  const [isPicking, setPicking] = useState(false);
  const pick = (emoji: string) => {
    onClose();
    react(message, emoji);
  };
  return (
    <Modal isOpen onClose={onClose} title={message.author.username}>
      {isPicking ? (
        <EmojiGrid onPick={pick} />
      ) : (
        <>
          {actions.includes("react") ? (
            <div className="mb-3 flex justify-between">
              {QUICK_REACTIONS.map((emoji) => (
                <button
                  key={emoji}
                  type="button"
                  aria-label={t("chat.reactWith", { emoji })}
                  onClick={() => pick(emoji)}
                  className="grid size-12 place-items-center rounded-full bg-surface text-2xl"
                >
                  {emoji}
                </button>
              ))}
            </div>
          ) : null}
          <ul className="-mx-3 flex flex-col">
            {actions.map((action) => {
              const { key, icon: Icon } = ACTIONS[action];
              return (
                <li key={action}>
                  <button
                    type="button"
                    onClick={() => {
                      if (action === "react") {
                        setPicking(true);
                        return;
                      }
                      onClose();
                      run(action, message);
                    }}
                    className={`flex min-h-12 w-full items-center gap-4 rounded-xl px-3 font-medium hover:bg-surface ${action === "remove" ? "text-danger" : ""}`}
                  >
                    <Icon
                      className={`size-5 ${action === "remove" ? "" : "text-ink-3"}`}
                      aria-hidden="true"
                    />
                    {t(key)}
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Modal>
  );
}
