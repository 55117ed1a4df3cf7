import { Menu } from "@base-ui/react/menu";
import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { Ellipsis, SmilePlus } from "lucide-react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { QUICK_REACTIONS } from "../../models/chat/emoji.ts";
import type { MessageAction } from "../../models/chat/message-actions.ts";
import { ACTIONS } from "./action-labels.ts";
import { EmojiPicker } from "./emoji-picker.tsx";
import { useActionsOf } from "./use-actions-of.ts";
import { useRoomActions } from "./use-room-actions.ts";

const BUTTON =
  "grid size-9 shrink-0 place-items-center rounded-xl text-ink-2 hover:bg-surface hover:text-ink";
const ITEM =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";
/** In the bar itself; the rest is behind the dots. */
const IN_BAR = new Set<MessageAction>(["reply", "thread"]);

interface MessageToolsProps {
  message: ChatMessage;
  isMenuOpen: boolean;
  onMenu: (isOpen: boolean) => void;
  /** A window of its own is open: the bar must stay. */
  onHold: (isHeld: boolean) => void;
}

/** What can be done with the message that is pointed at or focused. */
export function MessageTools({ message, isMenuOpen, onMenu, onHold }: MessageToolsProps) {
  const { t } = useWords();
  const { react, run } = useRoomActions();
  const actions = useActionsOf()(message);
  if (actions.length === 0) return null;
  return (
    <div className="absolute -top-4 right-3 z-10 flex rounded-2xl bg-raised p-0.5 shadow-float ring-1 ring-line">
      {actions.includes("react") ? (
        <>
          {QUICK_REACTIONS.slice(0, 3).map((emoji) => (
            <button
              key={emoji}
              type="button"
              tabIndex={-1}
              aria-label={t("chat.reactWith", { emoji })}
              onClick={() => react(message, emoji)}
              className={`${BUTTON} text-lg max-sm:hidden`}
            >
              {emoji}
            </button>
          ))}
          <EmojiPicker
            onPick={(emoji) => react(message, emoji)}
            onOpenChange={onHold}
            trigger={
              <button
                type="button"
                aria-label={t("chat.addReaction")}
                title={t("chat.addReaction")}
                className={BUTTON}
              >
                <SmilePlus className="size-4.5" aria-hidden="true" />
              </button>
            }
          />
        </>
      ) : null}
      {actions.map((action) => {
        if (action === "react" || !IN_BAR.has(action)) return null;
        const { key, icon: Icon } = ACTIONS[action];
        return (
          <button
            key={action}
            type="button"
            aria-label={t(key)}
            title={t(key)}
            onClick={() => run(action, message)}
            className={BUTTON}
          >
            <Icon className="size-4.5" aria-hidden="true" />
          </button>
        );
      })}
      <Menu.Root modal={false} open={isMenuOpen} onOpenChange={onMenu}>
        <Menu.Trigger
          aria-label={t("chat.actions", { name: message.author.username })}
          className={`${BUTTON} data-popup-open:bg-surface`}
        >
          <Ellipsis className="size-4.5" aria-hidden="true" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className="z-50" sideOffset={6} align="end" collisionPadding={12}>
            <Menu.Popup className="pop min-w-56 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
              {actions.map((action) => {
                if (action === "react") return null;
                const { key, icon: Icon } = ACTIONS[action];
                return (
                  <Menu.Item
                    key={action}
                    className={`${ITEM} ${action === "remove" ? "text-danger" : ""}`}
                    onClick={() => run(action, message)}
                  >
                    <Icon
                      className={`size-4.5 ${action === "remove" ? "" : "text-ink-3"}`}
                      aria-hidden="true"
                    />
                    {t(key)}
                  </Menu.Item>
                );
              })}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}
