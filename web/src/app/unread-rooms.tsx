import { useStore } from "zustand";
import { useWords } from "../lib/i18n/use-words.ts";
import { inboxRoomsStore, unreadOf } from "../models/inbox/rooms.ts";

/** How often one is named in rooms; a dot when something else is unread. */
export function UnreadRooms({ className }: { className: string }) {
  const { t } = useWords();
  const rooms = useStore(inboxRoomsStore, (state) => state.rooms);
  const { mentions, hasUnread } = unreadOf(rooms);
  if (mentions > 0) {
    return (
      <span
        className={`grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1 text-[0.7rem] leading-none font-bold text-on-accent tabular ${className}`}
      >
        <span aria-hidden="true">{mentions > 99 ? "99+" : mentions}</span>
        <span className="sr-only">{t("rooms.mentions", { count: mentions })}</span>
      </span>
    );
  }
  return hasUnread ? (
    <span className={`size-2 rounded-full bg-accent-ink ${className}`}>
      <span className="sr-only">{t("rooms.hasUnread")}</span>
    </span>
  ) : null;
}
