import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useWords } from "../lib/i18n/use-words.ts";
import { browserLive } from "../lib/live/browser-live.ts";
import { applyFrame } from "../models/inbox/apply-frame.ts";
import { showOnDevice } from "../models/inbox/device-notices.ts";
import { openInbox } from "../models/inbox/inbox-socket.ts";
import { inboxRoomsStore } from "../models/inbox/rooms.ts";
import { unreadStore } from "../models/inbox/unread.ts";

/** Holds the live inbox open while somebody is signed in. Shows nothing. */
export function LiveInbox() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { t } = useWords();
  useEffect(() => {
    const socket = openInbox(browserLive, (frame) => {
      applyFrame(client, frame);
      if (frame.t !== "notification.new") return;
      const { type, data } = frame.notification;
      const words = { title: data.title ?? "", author: data.author ?? "", room: data.room_name ?? "" };
      showOnDevice(frame.notification, t(`notifications.${type}`, words), (path) => navigate({ to: path }));
    });
    return () => {
      socket.close();
      // Nothing of this account stays on the page.
      inboxRoomsStore.setState({ rooms: {} });
      unreadStore.setState({ unread: 0 });
    };
  }, [client, navigate, t]);
  return null;
}
