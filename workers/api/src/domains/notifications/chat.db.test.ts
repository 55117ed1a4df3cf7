import type { DataOf } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { deliver } from "../../testing/published-track.ts";
import { forgetChatMails } from "./chat.ts";

describe.each(await availableBackends())("notifications of chat on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
  });

  type Account = Awaited<ReturnType<Harness["account"]>>;
  type Notified = DataOf<"chat.notified">;
  const NOON = new Date("2026-11-22T12:00:00.000Z");
  const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
  let serial = 0;

  const notified = (to: Account, from: Account, more: Partial<Notified> = {}): Notified => ({
    user_id: to.id,
    kind: "mention",
    room_id: newId("room"),
    room_name: "Hall",
    message_id: newId("message"),
    author_id: from.id,
    author: from.username,
    body: "Have you heard this?",
    ...more,
  });
  const tell = (data: Notified, at = NOON, id = `event-of-chat-${serial++}`) =>
    deliver(harness, id, { type: "chat.notified", data }, at);
  const mails = async () => {
    await harness.dispatch();
    return harness.said.events.filter(
      ({ type, data }) => type === "mail.requested" && data.template === "chat_message",
    );
  };
  const list = async (who: Account) => {
    const response = await harness.request("/api/v1/notifications", { token: who.token });
    return ((await response.json()) as { items: { type: string; data: object }[] }).items;
  };
  const two = async () => [await harness.account(), await harness.account()] as const;

  test("one is written down, shown on the devices and mailed with a link to the message", async () => {
    const [ada, ben] = await two();
    const data = notified(ada, ben);
    await tell(data);
    const { user_id: _, kind: _kind, ...shown } = data;
    expect(await list(ada)).toMatchObject([{ type: "chat_mention", data: shown }]);
    const frames = harness.said.pushes
      .filter((push) => push.user_id === ada.id)
      .flatMap((push) => push.frames);
    expect(frames).toMatchObject([
      { t: "notification.new", notification: { type: "chat_mention", data: shown }, notifications_unread: 1 },
    ]);
    expect(await mails()).toMatchObject([
      {
        data: {
          to: ada.email,
          locale: "en",
          values: {
            author: ben.username,
            where: "Hall",
            body: "Have you heard this?",
            link: `http://localhost:8787/rooms/${data.room_id}?message=${data.message_id}`,
            settings: "http://localhost:8787/settings",
          },
        },
      },
    ]);
  });

  test("replies and direct messages have types of their own; a conversation without a name is called so", async () => {
    const [ada, ben] = await two();
    await harness.database.query("update users set locale = 'fr' where id = $1", [ada.id]);
    await tell(notified(ada, ben, { kind: "reply" }));
    await tell(notified(ada, ben, { kind: "dm", room_name: "" }), later(1));
    expect((await list(ada)).map(({ type }) => type)).toEqual(["chat_dm", "chat_reply"]);
    expect(
      (await mails()).map(({ data }) => [data.locale, (data.values as { where: string }).where]),
    ).toEqual([
      ["fr", "Hall"],
      ["fr", "votre conversation"],
    ]);
  });

  test("the same event twice is one notification and one mail, also side by side", async () => {
    const [ada, ben] = await two();
    const data = notified(ada, ben);
    await Promise.all([tell(data, NOON, "event-once"), tell(data, NOON, "event-once")]);
    await tell(data, later(90), "event-once");
    expect([(await list(ada)).length, (await mails()).length]).toEqual([1, 1]);
  });

  test("one mail a room and hour, whoever writes; each room has an hour of its own", async () => {
    const [ada, ben] = await two();
    const room_id = newId("room");
    await Promise.all([tell(notified(ada, ben, { room_id })), tell(notified(ada, ben, { room_id }))]);
    await tell(notified(ada, ben, { room_id }), later(59));
    await tell(notified(ada, ben), later(59));
    expect([(await list(ada)).length, (await mails()).length]).toEqual([4, 2]);
    await forgetChatMails(harness.env, later(60));
    await tell(notified(ada, ben, { room_id }), later(61));
    await tell(notified(ada, ben, { room_id }), later(62));
    expect((await mails()).length).toBe(3);
  });

  test("no mail for who turned them off or has no verified address; the notification stays", async () => {
    const [ada, ben] = await two();
    const guest = await harness.account("user", { verified: false });
    await harness.request("/api/v1/me/chat-settings", {
      method: "PUT",
      token: ada.token,
      json: { is_mail_on: false },
    });
    await tell(notified(ada, ben));
    await tell(notified(guest, ben));
    expect([(await list(ada)).length, (await list(guest)).length]).toEqual([1, 1]);
    expect(await mails()).toEqual([]);
  });

  test("nothing of somebody whom one has blocked, and nothing for an account that is gone", async () => {
    const [ada, ben] = await two();
    await harness.request(`/api/v1/me/blocks/${ben.id}`, { method: "PUT", token: ada.token });
    await tell(notified(ada, ben));
    await tell(notified(ben, ada));
    await harness.database.query("update users set deleted_at = now() where id = $1", [ben.id]);
    await tell(notified(ben, ada));
    const rows = await harness.database.query("select user_id from notifications");
    expect(rows).toEqual([{ user_id: ben.id }]);
  });
});
