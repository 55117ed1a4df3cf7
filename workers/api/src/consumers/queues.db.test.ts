import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { codeOf, type Harness, openHarness, trackForm } from "../testing/harness.ts";
import { consumeDeadLetters } from "./dead-letters.ts";
import { consumePlatformEvents } from "./platform-events.ts";

const [backend] = await availableBackends();
let harness: Harness;
beforeAll(async () => {
  if (backend === undefined) throw new Error("no database");
  harness = await openHarness(backend);
});
afterAll(() => harness?.stop());
beforeEach(() => harness.reset());

let serial = 0;
/** A delivery of the queue, and what became of each message. */
function deliver(queue: string, bodies: unknown[], attempts = 1) {
  const outcomes: string[] = bodies.map(() => "none");
  const messages = bodies.map((body, i) => ({
    id: `message-${serial++}`,
    timestamp: new Date(),
    body,
    attempts,
    ack: () => outcomes.splice(i, 1, "ack"),
    retry: () => outcomes.splice(i, 1, "retry"),
  }));
  const batch = { queue, messages, ackAll() {}, retryAll() {} } as unknown as MessageBatch;
  return { batch, outcomes };
}
const note = (user_id: string, id: string) => ({
  id,
  type: "notification.requested",
  occurred_at: new Date().toISOString(),
  data: { user_id, type: "system", data: {} },
});

test("each message of a batch is acknowledged or retried by itself; what is no event is a dead letter at once", async () => {
  const { id } = await harness.account();
  const { batch, outcomes } = deliver("veza-events", [
    note(id, "event-aaa1"),
    { nonsense: true },
    note("usr_01h455vb4pex5vsknk084sn02q", "event-aaa2"),
    note(id, "event-aaa3"),
  ]);
  await consumePlatformEvents(batch, harness.env);
  // The third one names a user that does not exist: a foreign key refuses it, and the others go on.
  expect(outcomes).toEqual(["ack", "ack", "retry", "ack"]);
  expect(await harness.database.query("select queue, event_id, body, attempts from dead_letters")).toEqual([
    { queue: "veza-events", event_id: null, body: { nonsense: true }, attempts: 1 },
  ]);
  expect(await harness.database.query("select count(*)::int as n from notifications")).toEqual([{ n: 2 }]);
});

test("a room named with U+0000 or half a character before there were rules makes no event that fails for ever", async () => {
  const owner = await harness.account();
  const room = {
    id: "rom_01h455vb4pex5vsknk084sn02q",
    kind: "room",
    visibility: "public",
    name: "Amb\0ient\ud800",
    topic: "",
    avatar_url: null,
    subject: null,
    member_count: 1,
    slow_mode_ms: 0,
    raid_mode: false,
    created_at: new Date().toISOString(),
  };
  const event = {
    id: "event-room1",
    type: "room.updated",
    occurred_at: new Date().toISOString(),
    data: { room, owner_id: owner.id, revision: 1 },
  };
  const { batch, outcomes } = deliver("veza-events", [event]);
  await consumePlatformEvents(batch, harness.env);
  expect(outcomes).toEqual(["ack"]);
  expect(await harness.database.query("select name from chat_rooms where id = $1", [room.id])).toEqual([
    { name: "Amb\ufffdient\ufffd" },
  ]);
});

test("a dead letter that holds what no database takes is written down all the same", async () => {
  const { batch, outcomes } = deliver("veza-events-dead", [{ type: "x\0", deep: [{ text: "\ud800" }] }], 100);
  await consumeDeadLetters(batch, harness.env);
  expect(outcomes).toEqual(["ack"]);
  expect(await harness.database.query("select body from dead_letters")).toEqual([
    { body: { type: "x\ufffd", deep: [{ text: "\ufffd" }] } },
  ]);
});

test("a dead order fails its track with `internal`, is written down once, seen and replayed by admins only", async () => {
  const artist = await harness.account();
  const response = await harness.request("/api/v1/tracks", {
    method: "POST",
    token: artist.token,
    body: trackForm(),
  });
  const { id } = (await response.json()) as { id: string };
  await harness.settle();
  const order = harness.said.media[0];
  const { batch, outcomes } = deliver("veza-media-dead", [order, { junk: 1 }], 100);
  await consumeDeadLetters(batch, harness.env);
  await consumeDeadLetters(batch, harness.env);
  expect(outcomes).toEqual(["ack", "ack"]);
  const track = (await (
    await harness.request(`/api/v1/tracks/${id}`, { token: artist.token })
  ).json()) as object;
  expect(track).toMatchObject({ status: "failed", failure: { code: "internal" } });

  expect(await codeOf(await harness.request("/api/v1/admin/dead-letters", { token: artist.token }))).toBe(
    "forbidden",
  );
  const admin = await harness.account("admin");
  const { items } = (await (
    await harness.request("/api/v1/admin/dead-letters", { token: admin.token })
  ).json()) as { items: { id: string; event_type: string | null }[] };
  expect(items.map((item) => item.event_type).sort()).toEqual([null, "track.uploaded"]);
  harness.said.media.length = 0;
  const letter = items.find((item) => item.event_type === "track.uploaded");
  const replayed = await harness.request(`/api/v1/admin/dead-letters/${letter?.id}/replay`, {
    method: "POST",
    token: admin.token,
  });
  expect(replayed.status).toBe(202);
  expect(await replayed.json()).toMatchObject({ replayed_at: expect.any(String) });
  expect(harness.said.media).toEqual([order]);
});

test("a mail that can't be sent comes again, and one that was sent is not sent twice", async () => {
  const mail = {
    id: "mail-event-1",
    type: "mail.requested",
    occurred_at: new Date().toISOString(),
    data: { to: "a@veza.test", template: "verify_email", locale: "en", values: {} },
  };
  // The harness' mail service does not listen.
  const first = deliver("veza-events", [mail]);
  await consumePlatformEvents(first.batch, harness.env);
  expect(first.outcomes).toEqual(["retry"]);
  await harness.database.query(
    "insert into consumed_events (event_id, handler) values ($1, 'deliver mail')",
    [mail.id],
  );
  const second = deliver("veza-events", [mail]);
  await consumePlatformEvents(second.batch, harness.env);
  expect(second.outcomes).toEqual(["ack"]);
});
