import type { PlatformEvent } from "@veza/contracts/events";
import { expect, test } from "vitest";
import { EventSender } from "./event-sender.ts";
import type { SessionStore } from "./store.ts";

const event = (id: string): PlatformEvent => ({
  id: `event-${id}`,
  type: "play.qualified",
  occurred_at: "2026-11-22T12:00:00.000Z",
  data: { track_id: "trk_01h455vb4pex5vsknk084sn02q", listener: "l", heard_ms: 1, source: "socket" },
});

function outbox(...ids: string[]) {
  const waiting = ids.map(event);
  const store: Pick<SessionStore, "events" | "removeEvent"> = {
    events: () => [...waiting],
    removeEvent: (id) => {
      waiting.splice(
        waiting.findIndex((one) => one.id === id),
        1,
      );
    },
  };
  return { waiting, store: store as SessionStore };
}

test("an event that the queue does not take stays, with all behind it, and goes out the next time", async () => {
  const { waiting, store } = outbox("a", "b", "c");
  const sent: string[] = [];
  let isDown = true;
  const sender = new EventSender(store, async ({ id }) => {
    if (id === "event-b" && isDown) throw new Error("the queue is away");
    sent.push(id);
  });
  await expect(sender.run()).rejects.toThrow("away");
  expect(waiting.map((one) => one.id)).toEqual(["event-b", "event-c"]);
  isDown = false;
  await sender.run();
  expect(sent).toEqual(["event-a", "event-b", "event-c"]);
  expect(waiting).toEqual([]);
});

test("two runs at once send each event once", async () => {
  const { store } = outbox("a", "b");
  const sent: string[] = [];
  const sender = new EventSender(store, async ({ id }) => {
    await Promise.resolve();
    sent.push(id);
  });
  await Promise.all([sender.run(), sender.run()]);
  expect(sent).toEqual(["event-a", "event-b"]);
});
