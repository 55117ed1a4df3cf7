import { newId } from "@veza/core/ids";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { deliver, publishedTrack } from "../../testing/published-track.ts";
import { cardsOf } from "./cards.ts";

describe.each(await availableBackends())("what travels to several people on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
  });

  const NOON = new Date("2026-11-22T12:00:00.000Z");
  const pictured = async (owner: string, visibility: "public" | "unlisted" | "private", published = true) => {
    const id = await publishedTrack(harness, owner, { visibility, is_published: published });
    await harness.database.query("update tracks set artwork_folder = 'a1' where id = $1", [id]);
    return id;
  };

  test("a card holds an open address, and there is none of a track that is not for everybody", async () => {
    const ada = await harness.account();
    const ids = [
      await pictured(ada.id, "public"),
      await pictured(ada.id, "unlisted"),
      await pictured(ada.id, "private"),
      await pictured(ada.id, "public", false),
    ];
    const links = ids.map((id) => ({ kind: "track" as const, id }));
    expect(await cardsOf(harness.env, links, NOON)).toMatchObject([
      { id: ids[0], image_url: `/stream/hls/public/${ids[0]}/a1/600.jpg` },
      null,
      null,
      null,
    ]);
  });

  test("a notification about a private track holds no address of it, pushed or listed", async () => {
    const [ada, ben] = [await harness.account(), await harness.account()];
    const id = await pictured(ada.id, "private");
    for (const type of ["track_processed", "track_failed", "track_review"] as const)
      await deliver(
        harness,
        `event-${type}`,
        {
          type: "notification.requested",
          data: { user_id: ada.id, type, data: { track_id: id, title: "A song" } },
        },
        NOON,
      );
    const chat = {
      room_id: newId("room"),
      room_name: "Hall",
      message_id: newId("message"),
      author_id: ben.id,
      author: ben.username,
      body: "Have you heard this?",
    };
    for (const kind of ["mention", "reply", "dm"] as const)
      await deliver(
        harness,
        `event-${kind}`,
        { type: "chat.notified", data: { user_id: ada.id, kind, ...chat } },
        NOON,
      );
    const listed = await (await harness.request("/api/v1/notifications", { token: ada.token })).text();
    const pushed = harness.said.pushes.filter(({ user_id }) => user_id === ada.id);
    expect(pushed).toHaveLength(6);
    expect(listed).toContain(id);
    expect(`${listed}${JSON.stringify(pushed)}`).not.toMatch(/\/stream\/|\/chat\/files|https?:/);
  });
});
