import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fakeSession, trackId } from "../testing/fake-session.ts";

type Fake = ReturnType<typeof fakeSession>;
type Device = Awaited<ReturnType<Fake["join"]>>;

const secondsOf = (media: { kind: string; duration_ms: number }[]) =>
  media.reduce((sum, one) => sum + (one.kind === "media" ? one.duration_ms : 0), 0) / 1000;
const find = <T extends string>(texts: { t: string }[], t: T) =>
  texts.filter((one) => one.t === t) as never[];

/** Everything that was sent has arrived and is reported, until nothing more comes. The clock stands still. */
async function arrive(device: Device) {
  const media = [];
  for (let isMore = true; isMore; ) {
    const { flow } = device.link.state;
    const ahead = (flow?.current.sent_to_ms ?? 0) - (flow?.anchor.position_ms ?? 0);
    const position_ms = flow?.anchor.position_ms ?? 0;
    await device.send({ t: "buffer", buffered_ms: ahead, position_ms, throughput_kbps: 5_000 });
    const came = device.take().media;
    media.push(...came);
    isMore = came.length > 0;
  }
  return media;
}

/** Plays for a while as an honest device: a report a second. */
async function listen(fake: Fake, device: Device, seconds: number, from_ms: number, throughput_kbps = 5_000) {
  const media = [];
  for (let i = 1; i <= seconds; i++) {
    fake.pass(1_000);
    const { flow } = device.link.state;
    const position_ms = from_ms + i * 1_000;
    await device.send({
      t: "buffer",
      throughput_kbps,
      position_ms,
      buffered_ms: Math.max(0, (flow?.current.sent_to_ms ?? 0) - position_ms),
    });
    media.push(...device.take().media);
  }
  return media;
}

describe("a socket that names a track", () => {
  test("gets session.ready first, then init and media from the position asked for", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1), position: "31" });
    const { all, texts, media } = device.take();
    expect(all[0]).toMatchObject({
      text: {
        t: "session.ready",
        is_active: true,
        stream: 0,
        position_ms: 31_000,
        duration_ms: 120_000,
        track: { id: trackId(1) },
      },
    });
    expect(media[0]).toMatchObject({ kind: "init", rendition: 1, stream: 0 });
    const first = media[1];
    // The segment that holds second 31: the encoder's delay is 23 ms.
    expect(first?.start_ms).toBeLessThanOrEqual(31_023);
    expect((first?.start_ms ?? 0) + (first?.duration_ms ?? 0)).toBeGreaterThan(31_023);
    expect(find(texts, "error")).toEqual([]);
  });

  test("the first segment comes at once, about 30 s as soon as the device says that it has it, and then no more", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    expect(device.take().media.map((one) => one.segment)).toEqual([0, 0]);
    const media = await arrive(device);
    expect(secondsOf(media)).toBeGreaterThanOrEqual(28);
    expect(secondsOf(media)).toBeLessThan(36);
    await device.send({ t: "heartbeat" });
    expect(device.take().media).toEqual([]);
  });

  test("a device that reports nothing gets its 30 s a moment later", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    expect(device.link.due_ms).toBe(fake.now + 1_500);
    device.take();
    fake.pass(1_501);
    await fake.tick(false);
    expect(secondsOf(device.take().media)).toBeGreaterThanOrEqual(28);
  });

  test("a track that may not be heard is refused and nothing is sent", async () => {
    const fake = fakeSession();
    fake.refused.add(trackId(1));
    const device = await fake.join({ track_id: trackId(1) });
    const { texts, media } = device.take();
    expect(texts).toContainEqual(expect.objectContaining({ t: "error", code: "not_found" }));
    expect(media).toEqual([]);
    expect(fake.session.playing).toBe(false);
  });
});

describe("credit", () => {
  test("an honest device gets the whole track, each segment once and in order, then the end", async () => {
    const fake = fakeSession({ seconds: 100 });
    const device = await fake.join({ track_id: trackId(1) });
    const first = device.take();
    const media = [...first.media, ...(await listen(fake, device, 99, 0))].filter(
      (one) => one.kind === "media",
    );
    expect(media.map((one) => one.segment)).toEqual(media.map((_one, i) => i));
    expect(media.at(-1)).toMatchObject({ is_last: true });
    expect(media.filter((one) => one.is_last)).toHaveLength(1);
  });

  test("while it plays it is never more than 60 s ahead, whatever it reports", async () => {
    for (const buffered_ms of [0, 1, 1e12, 5_000]) {
      const fake = fakeSession({ seconds: 600 });
      const device = await fake.join({ track_id: trackId(1) });
      let sent = secondsOf(device.take().media);
      for (let second = 1; second <= 60; second++) {
        fake.pass(1_000);
        await device.send({ t: "buffer", buffered_ms, throughput_kbps: 1e12, position_ms: 1e12 });
        await device.send({ t: "buffer", buffered_ms, throughput_kbps: 0 });
        sent += secondsOf(device.take().media);
        expect(sent - second).toBeLessThanOrEqual(60 + 6);
      }
    }
  });

  test("a device that never reports gets audio at the pace of time, by the alarm", async () => {
    const fake = fakeSession({ seconds: 300 });
    const device = await fake.join({ track_id: trackId(1) });
    let sent = secondsOf(device.take().media);
    for (let i = 0; i < 20; i++) {
      fake.pass(6_000);
      await fake.tick(false);
      device.link.set({ seen_ms: fake.now });
      sent += secondsOf(device.take().media);
    }
    expect(sent).toBeGreaterThan(145);
    expect(sent).toBeLessThan(165);
  });

  test("no segment follows one that the network still holds", async () => {
    const fake = fakeSession({ seconds: 600 });
    const device = await fake.join({ track_id: trackId(1) });
    device.take();
    fake.pass(4_000);
    const report = { t: "buffer", buffered_ms: 1_000, throughput_kbps: 90, position_ms: 1_000 };
    await device.send(report);
    expect(device.take().media.filter((one) => one.kind === "media")).toHaveLength(1);
    fake.pass(1_000);
    await device.send({ ...report, position_ms: 1_900, buffered_ms: 100 });
    expect(device.take().media).toEqual([]);
  });

  test("pause stops the flow, play goes on with it", async () => {
    const fake = fakeSession({ seconds: 300 });
    const device = await fake.join({ track_id: trackId(1) });
    await listen(fake, device, 5, 0);
    await device.send({ t: "pause", id: "p" });
    device.take();
    for (let i = 0; i < 60; i++) {
      fake.pass(1_000);
      await device.send({ t: "buffer", buffered_ms: 30_000, throughput_kbps: 900, position_ms: 5_000 });
    }
    expect(device.take().media).toEqual([]);
    expect(fake.session).toMatchObject({ playing: false });
    await device.send({ t: "play" });
    expect(fake.session.playing).toBe(true);
    expect((await listen(fake, device, 10, 5_000)).length).toBeGreaterThan(0);
  });
});

test("seek answers with the segment that holds the moment, and what was on its way is not continued", async () => {
  const fake = fakeSession({ seconds: 300 });
  const device = await fake.join({ track_id: trackId(1) });
  device.take();
  await device.send({ t: "seek", position_ms: 200_000, id: "s1" });
  const { all, media, texts } = device.take();
  expect(texts.map((one) => one.t)).toEqual(expect.arrayContaining(["seeked", "ack", "state"]));
  const firstBinary = all.findIndex((one) => "binary" in one);
  expect(all.findIndex((one) => "text" in one && one.text.t === "seeked")).toBeLessThan(firstBinary);
  expect(media[0]).toMatchObject({ kind: "media" });
  expect(Math.abs((media[0]?.start_ms ?? 0) - 200_000)).toBeLessThan(6_100);
});

describe("adaptive quality", () => {
  test("rises with a good network, one step at a time, and a fixed quality holds", async () => {
    const fake = fakeSession({ seconds: 300 });
    const device = await fake.join({ track_id: trackId(1) });
    const before = device.take().media;
    const after60 = await listen(fake, device, 60, 0, 8_000);
    const media = [...before, ...after60].filter((one) => one.kind === "media");
    expect(new Set(media.map((one) => one.rendition))).toEqual(new Set([1, 2]));
    await device.send({ t: "quality", index: 0, id: "q" });
    const after = device.take();
    expect(after.texts).toContainEqual(
      expect.objectContaining({ t: "rendition.switch", index: 0, reason: "chosen" }),
    );
    expect(after.media[0]).toMatchObject({ kind: "init", rendition: 0 });
    expect(new Set(after.media.map((one) => one.rendition))).toEqual(new Set([0]));
  });

  test("lossless comes when it is asked for, never by itself", async () => {
    const fake = fakeSession({ seconds: 300 });
    const device = await fake.join({ track_id: trackId(1) });
    device.take();
    const media = await listen(fake, device, 60, 0, 900_000);
    expect(media.some((one) => one.rendition === 3)).toBe(false);
    await device.send({ t: "quality", index: 3 });
    expect(device.take().media.at(-1)).toMatchObject({ rendition: 3 });
  });
});

const list = (...numbers: number[]) => numbers.map((n) => ({ item_id: `item${n}`, track_id: trackId(n) }));

describe("what follows", () => {
  test("is announced and its beginning sent ahead while the current track plays; advance passes into it", async () => {
    const fake = fakeSession({ seconds: 60 });
    const device = await fake.join({});
    await device.send({ t: "queue.set", items: list(1, 2, 3) });
    const { texts, media } = device.take();
    expect(texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", when: "now", stream: 0, item_id: "item1" }),
    );
    expect(texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", when: "next", stream: 1, item_id: "item2" }),
    );
    media.push(...(await arrive(device)));
    expect(media.filter((one) => one.stream === 1).map((one) => [one.kind, one.segment])).toEqual([
      ["init", 0],
      ["media", 0],
    ]);
    const rest = await listen(fake, device, 58, 0);
    const next = rest.filter((one) => one.stream === 1);
    expect(next.length).toBeGreaterThan(2);
    fake.pass(2_000);
    await device.send({ t: "advance", stream: 1, id: "a" });
    expect(fake.session.queue.index).toBe(1);
    const after = device.take();
    expect(after.texts).toContainEqual({ t: "ack", re: "a" });
    expect(after.texts).toContainEqual(expect.objectContaining({ t: "state", item_id: "item2" }));
    expect(after.texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", when: "next", item_id: "item3" }),
    );
    // The seconds that were sent ahead are not sent again.
    const segments = [...media, ...rest, ...after.media].filter(
      (one) => one.stream === 1 && one.kind === "media",
    );
    expect(segments.map((one) => one.segment)).toEqual(segments.map((_one, i) => i));
  });

  test("another order of the queue takes the announcement back", async () => {
    const fake = fakeSession({ seconds: 60 });
    const device = await fake.join({});
    await device.send({ t: "queue.set", items: list(1, 2, 3) });
    device.take();
    await device.send({ t: "queue.move", item_id: "item3", after: "item1" });
    const { texts } = device.take();
    expect(texts).toContainEqual({ t: "track.dropped", stream: 1 });
    expect(texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", when: "next", item_id: "item3", stream: 2 }),
    );
  });

  test("load plays a track at once; the queue has it behind what played", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    device.take();
    await device.send({ t: "load", track_id: trackId(2), position_ms: 5_000, id: "l" });
    const { texts, media } = device.take();
    expect(texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", when: "now", position_ms: 5_000 }),
    );
    expect(texts).toContainEqual({ t: "ack", re: "l" });
    expect(media[0]).toMatchObject({ kind: "init", stream: 1 });
    expect(fake.session.queue.items.map((item) => item.track_id)).toEqual([trackId(1), trackId(2)]);
  });

  test("a track of the queue that is gone is said once and left out", async () => {
    const fake = fakeSession({ seconds: 60 });
    fake.refused.add(trackId(2));
    const device = await fake.join({});
    await device.send({ t: "queue.set", items: list(1, 2) });
    await listen(fake, device, 10, 0);
    await device.send({ t: "heartbeat" });
    expect(device.link.state.flow?.next).toBeNull();
  });

  test("at the end of the queue the session stops there; repeat goes round", async () => {
    const fake = fakeSession({ seconds: 20 });
    const device = await fake.join({});
    await device.send({ t: "queue.set", items: list(1) });
    await listen(fake, device, 19, 0);
    fake.pass(900);
    // A tenth of a second is still to be heard: nobody cuts it off.
    const report = { t: "buffer", buffered_ms: 100, throughput_kbps: 5_000 } as const;
    await device.send({ ...report, position_ms: 19_900, stream: 0 });
    expect(fake.session.playing).toBe(true);
    fake.pass(100);
    await device.send({ ...report, position_ms: 20_000, stream: 0, is_ended: true });
    // Whoever plays it again hears it from its start.
    expect(fake.session).toMatchObject({ playing: false, position_ms: 0 });
    await device.send({ t: "play" });
    expect(fake.session).toMatchObject({ playing: true, position_ms: 0 });
    await device.send({ t: "queue.repeat", repeat: "one" });
    await listen(fake, device, 5, 0);
    expect(device.link.state.flow?.next).toMatchObject({ item_id: "item1" });
  });
});

describe("one session, many devices", () => {
  test("the second is a remote: it sees what plays, and its buttons act on the first", async () => {
    const fake = fakeSession();
    const desk = await fake.join({ track_id: trackId(1), device_id: "desk" });
    await listen(fake, desk, 10, 0);
    const phone = await fake.join({ device_id: "phone" });
    const { texts, media } = phone.take();
    expect(texts[0]).toMatchObject({
      t: "session.ready",
      is_active: false,
      position_ms: 10_000,
      track: { id: trackId(1) },
    });
    expect(media).toEqual([]);
    desk.take();
    await phone.send({ t: "pause" });
    expect(desk.take().texts).toContainEqual(expect.objectContaining({ t: "state", playing: false }));
    await phone.send({ t: "seek", position_ms: 60_000 });
    await phone.send({ t: "play" });
    expect(desk.take().media.length).toBeGreaterThan(0);
    expect(phone.take().media).toEqual([]);
    await phone.send({ t: "volume", device_id: "desk", volume: 0.3 });
    expect(desk.take().texts).toContainEqual({
      t: "devices",
      devices: expect.arrayContaining([expect.objectContaining({ device_id: "desk", volume: 0.3 })]),
    });
  });

  test("play here moves the sound to the same position and silences the other", async () => {
    const fake = fakeSession();
    const desk = await fake.join({ track_id: trackId(1), device_id: "desk" });
    await listen(fake, desk, 10, 0);
    const phone = await fake.join({ device_id: "phone" });
    desk.take();
    phone.take();
    await phone.send({ t: "activate", id: "here" });
    const { texts, media } = phone.take();
    expect(texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", when: "now", position_ms: 10_000 }),
    );
    expect(media.length).toBeGreaterThan(1);
    // It knows that it is the one before its audio comes, and is not kept waiting by longer words.
    const order = texts.map((one) => one.t);
    expect(order.indexOf("state")).toBeLessThan(order.indexOf("track.ready"));
    expect(order.indexOf("sending")).toBeLessThan(order.indexOf("queue"));
    // Both are told of both.
    const both = ["desk", "phone"].map((device_id) => expect.objectContaining({ device_id }));
    expect(texts).toContainEqual({ t: "devices", devices: both });
    const told = desk.take().texts;
    expect(told).toContainEqual({ t: "devices", devices: both });
    expect(told).toContainEqual(expect.objectContaining({ t: "state", active_device_id: "phone" }));
    await desk.send({ t: "buffer", buffered_ms: 0, throughput_kbps: 900, position_ms: 12_000 });
    expect(desk.take().media).toEqual([]);
  });

  test("two that activate at once: the later has it, one has it", async () => {
    const fake = fakeSession();
    await fake.join({ track_id: trackId(1), device_id: "a" });
    const [b, c] = [await fake.join({ device_id: "b" }), await fake.join({ device_id: "c" })];
    await Promise.all([b.send({ t: "activate" }), c.send({ t: "activate" })]);
    expect(fake.session.active_device_id).toBe("c");
    expect(b.link.state.flow).toBeNull();
    expect(c.link.state.flow).not.toBeNull();
  });

  test("a closed laptop: the queue, the order and the position are there when it opens again", async () => {
    const fake = fakeSession();
    const device = await fake.join({ device_id: "desk" });
    await device.send({ t: "queue.set", items: list(1, 2, 3, 4), index: 1 });
    await device.send({ t: "queue.shuffle", seed: 7 });
    await listen(fake, device, 12, 0);
    const order = fake.session.queue.items.map((item) => item.item_id);
    device.leave();
    fake.pass(29 * 86_400_000);
    fake.evict();
    const again = await fake.join({ device_id: "desk" });
    expect(again.take().texts[0]).toMatchObject({
      t: "session.ready",
      position_ms: 12_000,
      state: { playing: false, item_id: "item2" },
      queue: { items: order.map((item_id) => expect.objectContaining({ item_id })), shuffle_seed: 7 },
    });
    await again.send({ t: "play" });
    expect(again.take().texts).toContainEqual(
      expect.objectContaining({ t: "track.ready", position_ms: 12_000 }),
    );
  });
});

describe("a socket that breaks", () => {
  test("resumes behind its own buffer without a hole and without doubling", async () => {
    const fake = fakeSession({ seconds: 300 });
    const device = await fake.join({ track_id: trackId(1), device_id: "desk" });
    const media = [...device.take().media, ...(await listen(fake, device, 10, 0))].filter(
      (one) => one.kind === "media",
    );
    const last = media.at(-1);
    const end = ((last?.start_ms ?? 0) + (last?.duration_ms ?? 0) - 23.2) / 1000;
    device.leave();
    fake.pass(3_000);
    const again = await fake.join({
      track_id: trackId(1),
      device_id: "desk",
      resume: "1",
      position: String(end),
    });
    const { texts } = again.take();
    expect(texts[0]).toMatchObject({ t: "session.ready", is_active: true });
    expect(fake.session).toMatchObject({ playing: true, position_ms: 13_000 });
    const more = (await listen(fake, again, 5, 13_000)).filter((one) => one.kind === "media");
    expect(more[0]?.segment).toBe((last?.segment ?? 0) + 1);
  });

  test("does not take the sound back when it has moved on", async () => {
    const fake = fakeSession();
    const desk = await fake.join({ track_id: trackId(1), device_id: "desk" });
    desk.leave();
    const phone = await fake.join({ device_id: "phone" });
    await phone.send({ t: "activate" });
    const again = await fake.join({ track_id: trackId(1), device_id: "desk", resume: "1", position: "10" });
    const { texts, media } = again.take();
    expect(texts[0]).toMatchObject({ t: "session.ready", is_active: false });
    expect(media).toEqual([]);
    expect(fake.session.active_device_id).toBe("phone");
  });

  test("everything crashed and nobody came back for hours: the place is where the sound stopped, not the end", async () => {
    const fake = fakeSession({ seconds: 600 });
    const device = await fake.join({ track_id: trackId(1), device_id: "desk" });
    await listen(fake, device, 40, 0);
    // No word of the socket's end ever came.
    device.link.isLeft = true;
    fake.evict();
    fake.pass(5 * 3_600_000);
    const again = await fake.join({ device_id: "desk" });
    const { texts } = again.take();
    expect(texts[0]).toMatchObject({ t: "session.ready", state: { playing: false } });
    expect(fake.session.position_ms).toBeGreaterThanOrEqual(38_000);
    expect(fake.session.position_ms).toBeLessThan(60_000);
  });

  test("one that says nothing for two heartbeats is given up, the position stays", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    await listen(fake, device, 20, 0);
    fake.pass(66_000);
    await fake.tick();
    expect(device.closed).toEqual(["heartbeat_missed"]);
    expect(fake.session.playing).toBe(false);
    expect(fake.session.position_ms).toBeGreaterThanOrEqual(20_000);
  });
});

test("evicted between any two frames, a device hears the whole track, each segment once", async () => {
  const fake = fakeSession({ seconds: 100 });
  const device = await fake.join({ track_id: trackId(1) });
  const media = device.take().media;
  for (let i = 1; i < 100; i++) {
    fake.evict();
    media.push(...(await listen(fake, device, 1, (i - 1) * 1_000)));
  }
  const segments = media.filter((one) => one.kind === "media").map((one) => one.segment);
  expect(segments).toEqual(segments.map((_one, i) => i));
  expect(media.at(-1)).toMatchObject({ is_last: true });
});

test("a frame that is sent again gets the same answer and acts once, also after an eviction", async () => {
  const fake = fakeSession();
  const device = await fake.join({});
  await device.send({ t: "queue.set", items: list(1, 2, 3, 4) });
  await device.send({ t: "skip", to: "next", id: "n1" });
  fake.evict();
  await device.send({ t: "skip", to: "next", id: "n1" });
  expect(fake.session.queue.index).toBe(1);
  expect(device.take().texts.filter((one) => one.t === "ack" && one.re === "n1")).toHaveLength(2);
});

test("a track made private while it plays stops when the entitlement ends; the device is told which", async () => {
  const fake = fakeSession({ seconds: 600 });
  const device = await fake.join({ track_id: trackId(1) });
  await listen(fake, device, 5, 0);
  fake.refused.add(trackId(1));
  await listen(fake, device, 3, 5_000);
  await listen(fake, device, 20, 8_000);
  expect(fake.session.playing).toBe(false);
  expect(device.link.state.flow).toBeNull();
});

describe("plays", () => {
  const plays = (fake: Fake) => fake.events.filter((event) => event.type === "play.qualified");

  test("thirty seconds heard are one play, however long it goes on", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    await listen(fake, device, 30, 0);
    expect(plays(fake)).toHaveLength(0);
    await listen(fake, device, 60, 30_000);
    expect(plays(fake)).toHaveLength(1);
    expect(plays(fake)[0]).toMatchObject({ data: { track_id: trackId(1), source: "socket" } });
  });

  test("half of a short track is enough", async () => {
    const fake = fakeSession({ seconds: 20 });
    const device = await fake.join({ track_id: trackId(1) });
    await listen(fake, device, 12, 0);
    expect(plays(fake)).toHaveLength(1);
  });

  test("reports in a burst, a doubled pace, seeks and heartbeats alone count nothing", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    for (let i = 0; i < 200; i++) {
      fake.pass(10);
      await device.send({ t: "buffer", buffered_ms: 30_000, throughput_kbps: 900, position_ms: i * 500 });
    }
    for (let i = 0; i < 60; i++) {
      fake.pass(1_000);
      await device.send({ t: "heartbeat" });
    }
    for (let i = 0; i < 20; i++) {
      fake.pass(1_000);
      await device.send({ t: "seek", position_ms: (i % 10) * 10_000 });
      await device.send({
        t: "buffer",
        buffered_ms: 0,
        throughput_kbps: 900,
        position_ms: (i % 10) * 10_000,
      });
    }
    expect(plays(fake)).toHaveLength(0);
  });

  test("a broken socket does not begin the thirty seconds again", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1), device_id: "desk" });
    await listen(fake, device, 20, 0);
    device.leave();
    const again = await fake.join({ track_id: trackId(1), device_id: "desk", resume: "1", position: "45" });
    await listen(fake, again, 14, 20_000);
    expect(plays(fake)).toHaveLength(1);
  });

  test("where it stopped is told when it stops", async () => {
    const fake = fakeSession();
    const device = await fake.join({ track_id: trackId(1) });
    await listen(fake, device, 20, 0);
    device.leave();
    expect(fake.events).toContainEqual(
      expect.objectContaining({
        type: "listening.stopped",
        data: expect.objectContaining({ track_id: trackId(1), position_ms: 20_000, duration_ms: 120_000 }),
      }),
    );
    expect(fake.events).toContainEqual(expect.objectContaining({ type: "stream.summarised" }));
  });
});

test("any frames of any device leave a session that still stores, answers and plays", async () => {
  const item = fc.constantFrom("item1", "item2", "item3", "made1", "nowhere");
  const frame = fc.oneof(
    fc.record({ t: fc.constantFrom("play", "pause", "activate", "heartbeat") }),
    fc.record({ t: fc.constant("seek"), position_ms: fc.nat(200_000) }),
    fc.record({ t: fc.constant("skip"), to: fc.constantFrom("next", "previous") }),
    fc.record({ t: fc.constant("advance"), stream: fc.nat(5) }),
    fc.record({ t: fc.constant("jump"), item_id: item, position_ms: fc.nat(30_000) }),
    fc.record({ t: fc.constant("quality"), index: fc.oneof(fc.nat(255), fc.constant("auto")) }),
    fc.record({
      t: fc.constant("load"),
      track_id: fc.constantFrom(trackId(1), trackId(2)),
      when: fc.constantFrom("now", "next"),
    }),
    fc.record({
      t: fc.constant("queue.add"),
      items: fc.constantFrom(list(1), list(2, 3)),
      after: fc.oneof(item, fc.constantFrom("end", "current")),
    }),
    fc.record({ t: fc.constant("queue.remove"), item_ids: fc.array(item, { minLength: 1, maxLength: 3 }) }),
    fc.record({ t: fc.constant("queue.move"), item_id: item, after: fc.oneof(item, fc.constant(null)) }),
    fc.record({ t: fc.constant("queue.shuffle"), seed: fc.oneof(fc.nat(1000), fc.constant(null)) }),
    fc.record({ t: fc.constant("queue.repeat"), repeat: fc.constantFrom("off", "all", "one") }),
    fc.record({
      t: fc.constant("buffer"),
      buffered_ms: fc.double({ min: 0, max: 1e12, noNaN: true }),
      throughput_kbps: fc.double({ min: 0, max: 1e12, noNaN: true }),
      position_ms: fc.double({ min: 0, max: 1e9, noNaN: true }),
    }),
  );
  const steps = fc.array(fc.tuple(fc.nat(1), frame, fc.nat(9_000), fc.boolean()), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const fake = fakeSession({ seconds: 40 });
      const devices = [await fake.join({ track_id: trackId(1) }), await fake.join({})];
      for (const [who, one, ms, evict] of all) {
        fake.pass(ms);
        if (evict) fake.evict();
        await devices[who]?.send(one);
        const { queue, position_ms } = fake.session;
        expect(
          queue.items.length === 0
            ? queue.index === -1
            : queue.index >= 0 && queue.index < queue.items.length,
        ).toBe(true);
        expect(new Set(queue.items.map((it) => it.item_id)).size).toBe(queue.items.length);
        expect(position_ms).toBeGreaterThanOrEqual(0);
        expect(devices.filter((it) => it.link.state.flow !== null).length).toBeLessThanOrEqual(1);
      }
      expect(fake.errors).toEqual([]);
    }),
    { seed: 20_261_122, numRuns: 150 },
  );
});
