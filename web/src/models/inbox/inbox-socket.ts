import { INBOX_PING, INBOX_PROTOCOL, InboxServerFrame } from "@veza/contracts/ws/inbox";
import { createLiveSocket, type LiveDeps, type LiveSocket } from "../../lib/live/live-socket.ts";
import { openBrowserWire } from "../../lib/live/wire.ts";

/**
 * A silent connection is asked whether it lives; without an answer within the same time again it is given up.
 */
const PING_EVERY_MS = 25_000;

/**
 * The live inbox of the account. Every frame of it shows that one is let in; nothing is resumed, what was
 * missed is asked of the API.
 */
export function openInbox(deps: LiveDeps, onFrame: (frame: InboxServerFrame) => void): LiveSocket {
  const socket = createLiveSocket(deps, {
    open: openBrowserWire("/chat/inbox", {}, INBOX_PROTOCOL),
    frames: InboxServerFrame,
    isWelcome: () => true,
    onFrame,
    beat() {
      socket.send(INBOX_PING);
      return PING_EVERY_MS;
    },
    silentMs: PING_EVERY_MS * 2 + 1_000,
    whenOffline: "drop",
  });
  socket.connect();
  return socket;
}
