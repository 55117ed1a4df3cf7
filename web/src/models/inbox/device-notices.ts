import type { Notification as Notice } from "@veza/contracts/http/notifications";
import { NOTIFICATIONS } from "@veza/contracts/notifications";
import { presenceStore } from "../chat/presence-choice.ts";

const KEY = "veza.device-notices";

/** Whether this browser can show notifications of the page at all. */
export const canNotify = (): boolean => "Notification" in globalThis;

/** Whether the user wants them on this device and the browser allows it. */
export const areNoticesOn = (): boolean =>
  canNotify() && Notification.permission === "granted" && localStorage.getItem(KEY) === "on";

/** Turns them on (the browser asks) or off. @returns whether they are on now */
export async function turnNotices(isWanted: boolean): Promise<boolean> {
  localStorage.setItem(KEY, isWanted ? "on" : "off");
  if (!isWanted || !canNotify()) return false;
  if (Notification.permission !== "granted") await Notification.requestPermission();
  return areNoticesOn();
}

/**
 * Shows a notification of the device for what somebody wrote, when nobody looks at the page. One a room: a
 * newer one takes the place of the one before.
 */
export function showOnDevice(notice: Notice, title: string, open: (path: string) => void): void {
  if (!NOTIFICATIONS[notice.type].device || !document.hidden || !areNoticesOn()) return;
  if (presenceStore.getState().status === "dnd") return;
  const { room_id, message_id, body = "" } = notice.data;
  if (room_id === undefined) return;
  try {
    const shown = new Notification(title, { body, tag: room_id, icon: "/icons/veza-192.png" });
    shown.onclick = () => {
      globalThis.focus();
      open(`/rooms/${room_id}${message_id === undefined ? "" : `?message=${message_id}`}`);
      shown.close();
    };
  } catch (cause) {
    // Chromium on Android allows them to service workers only; the bell shows the same.
    console.info("This browser does not show notifications of pages.", cause);
  }
}
