import { create } from "zustand";

/** How many notifications are unread, as the inbox says. */
export const useUnread = create<{ unread: number }>(() => ({ unread: 0 }));
