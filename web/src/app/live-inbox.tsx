import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { refreshSession } from "../lib/api/refresh.ts";
import { applyFrame } from "../lib/live/apply-frame.ts";
import { showOnDevice } from "../lib/live/device-notices.ts";
import { InboxSocket } from "../lib/live/inbox-socket.ts";
import { useInboxRooms } from "../lib/live/rooms.ts";
import { useUnread } from "../lib/live/unread.ts";

/** Holds the live inbox open while somebody is signed in. Shows nothing. */
export function LiveInbox() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { t } = useTranslation();
  useEffect(() => {
    const address = new URL("/chat/inbox", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new InboxSocket({
      address: address.href,
      onFrame: (frame) => {
        applyFrame(client, frame);
        if (frame.t !== "notification.new") return;
        const { type, data } = frame.notification;
        const words = { title: data.title ?? "", author: data.author ?? "", room: data.room_name ?? "" };
        showOnDevice(frame.notification, t(`notifications.${type}`, words), (path) => navigate({ to: path }));
      },
      renew: () => refreshSession(),
    });
    return () => {
      socket.close();
      // Nothing of this account stays on the page.
      useInboxRooms.setState({ rooms: {} });
      useUnread.setState({ unread: 0 });
    };
  }, [client, navigate, t]);
  return null;
}
