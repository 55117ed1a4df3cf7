import {
  Flag,
  History,
  Link2,
  type LucideIcon,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  Quote,
  Reply,
  SmilePlus,
  Trash2,
} from "lucide-react";
import type { MessageAction } from "../../models/chat/message-actions.ts";

export const ACTIONS: Record<
  MessageAction,
  {
    key: `chat.${"react" | "reply" | "replyInThread" | "copyLink" | "copyText" | "edit" | "pin" | "unpin" | "history" | "report" | "remove"}`;
    icon: LucideIcon;
  }
> = {
  react: { key: "chat.react", icon: SmilePlus },
  reply: { key: "chat.reply", icon: Reply },
  thread: { key: "chat.replyInThread", icon: MessagesSquare },
  copyLink: { key: "chat.copyLink", icon: Link2 },
  copyText: { key: "chat.copyText", icon: Quote },
  edit: { key: "chat.edit", icon: Pencil },
  pin: { key: "chat.pin", icon: Pin },
  unpin: { key: "chat.unpin", icon: PinOff },
  history: { key: "chat.history", icon: History },
  report: { key: "chat.report", icon: Flag },
  remove: { key: "chat.remove", icon: Trash2 },
};
