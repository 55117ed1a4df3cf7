import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { refreshSession } from "../lib/api/refresh.ts";
import { applyFrame } from "../lib/live/apply-frame.ts";
import { InboxSocket } from "../lib/live/inbox-socket.ts";

/** Holds the live inbox open while somebody is signed in. Shows nothing. */
export function LiveInbox() {
  const client = useQueryClient();
  useEffect(() => {
    const address = new URL("/chat/inbox", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new InboxSocket({
      address: address.href,
      onFrame: (frame) => applyFrame(client, frame),
      renew: () => refreshSession(),
    });
    return () => socket.close();
  }, [client]);
  return null;
}
