import { refreshSession } from "../api/refresh.ts";
import type { LiveDeps } from "./live-socket.ts";

/** What live sockets need of this page. */
export const browserLive: LiveDeps = {
  renew: () => refreshSession(),
  // Sound is planned by it across sockets, and compared with the server's date.
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  isHidden: () => document.hidden,
  isOnline: () => navigator.onLine,
  watch({ back, gone }) {
    const seen = () => {
      if (!document.hidden) back();
    };
    addEventListener("online", back);
    addEventListener("offline", gone);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("online", back);
      removeEventListener("offline", gone);
      document.removeEventListener("visibilitychange", seen);
    };
  },
};
