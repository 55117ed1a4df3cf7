import { createStore } from "zustand/vanilla";

/** How many notifications are unread, as the inbox says. */
export const unreadStore = createStore<{ unread: number }>(() => ({ unread: 0 }));
