import { expect, test } from "vitest";
import { PlatformEvent } from "./events.ts";
import { Notification } from "./http/notifications.ts";
import {
  NOTIFICATION_MAILS,
  NOTIFICATION_TYPES,
  NOTIFICATIONS,
  PLATFORM_NOTIFICATIONS,
} from "./notifications.ts";

const USER = "usr_01h455vb4pex5vsknk084sn02q";
const event = (type: string, data: object) => ({
  id: "evt_01h455vb4pex5vsknk084sn02q",
  type,
  occurred_at: "2026-11-27T00:00:00.000Z",
  data,
});

test("every type of the table is a notification, and nothing else is", () => {
  const type = Notification.shape.type;
  for (const one of NOTIFICATION_TYPES) expect(type.safeParse(one).success).toBe(true);
  expect(type.safeParse("unknown").success).toBe(false);
});

test("what rooms ask for by an event of their own can't be requested in another way", () => {
  const isRequested = (type: string) =>
    PlatformEvent.safeParse(event("notification.requested", { user_id: USER, type, data: {} })).success;
  expect(NOTIFICATION_TYPES.filter(isRequested)).toEqual(PLATFORM_NOTIFICATIONS);
  for (const type of NOTIFICATION_TYPES)
    expect(isRequested(type)).toBe(NOTIFICATIONS[type].from === "platform");
});

test("every mail of the table can be asked for", () => {
  expect(NOTIFICATION_MAILS.length).toBeGreaterThan(0);
  for (const template of NOTIFICATION_MAILS) {
    const data = { to: "ann@veza.test", template, locale: "fr", values: {} };
    expect(PlatformEvent.safeParse(event("mail.requested", data)).success).toBe(true);
  }
});
