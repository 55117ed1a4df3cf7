import { STREAM_PROTOCOL } from "@veza/contracts/ws/stream";
import { browserLive } from "../../lib/live/browser-live.ts";
import { openBrowserWire } from "../../lib/live/wire.ts";
import type { StreamNet } from "./stream-link.ts";

/** Whether this browser has sockets at all. */
export const hasSockets = () => typeof WebSocket !== "undefined";

/** What the links of this page need of the browser. */
export const browserLink: StreamNet = {
  ...browserLive,
  open: (query) => openBrowserWire("/stream", query, STREAM_PROTOCOL),
};
