import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { PARTY_REACTIONS } from "@veza/contracts/ws/party";
import { newId } from "@veza/core/ids";
import { objectName } from "@veza/worker-kit/fan-out/wire";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { createStreamApp } from "./app.ts";
import type { StreamEnv } from "./env.ts";
import { hostileTexts } from "./testing/party-frames.ts";
import { joinParty } from "./testing/party-listener.ts";

// Thousands of frames, and a processor that other suites share.
vi.setConfig({ testTimeout: 60_000 });

const { PARTIES } = env as unknown as StreamEnv;
const track = (end: string) => `trk_01h455vb4pex5vsknk084sn0${end}`;
const MINUTE = track("2q");
const SHORT = track("0s");
const NOBODYS = track("0z");

const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function party(options: { track_ids?: string[]; relay_after?: number } = {}) {
  const party_id = newId("party");
  const host = newId("user");
  const object = (relay = 0) => PARTIES.get(PARTIES.idFromName(objectName(party_id, relay)));
  const summary = await object().create({
    party_id,
    host,
    username: "host",
    name: "Friday",
    track_ids: options.track_ids ?? [MINUTE],
    relay_after: options.relay_after ?? 1000,
  });
  // Paused before anybody comes: these tests say themselves when the music begins.
  await object().command({ user_id: host, username: "host" }, { t: "pause" });
  const join = async (user = newId("user")) => {
    const member = await joinParty(PARTIES, party_id, user);
    open.push(member.socket);
    return Object.assign(member, { user, welcome: await member.next("welcome") });
  };
  return { party_id, host, object, summary, join };
}

test("two members hear the same timeline, and a start is announced so that both can make it", async () => {
  const { host, join, summary } = await party({ track_ids: [MINUTE, NOBODYS, track("3q")] });
  expect(summary).toMatchObject({ name: "Friday", member_count: 0, track: { id: MINUTE } });
  const [a, b] = [await join(host), await join()];
  expect(a.welcome).toMatchObject({ you: { role: "host" }, timeline: { playing: false, position_ms: 0 } });
  expect(b.welcome).toMatchObject({ you: { role: "listener" }, member_count: 2 });
  expect(b.welcome.queue.map((item) => item.track.id)).toEqual([track("3q")]);
  expect(await b.ask({ t: "play" })).toBe("forbidden");
  const asked = Date.now();
  expect(await a.ask({ t: "play" })).toBe("ack");
  const [one, other] = [await a.next("timeline"), await b.next("timeline")];
  expect(one).toEqual(other);
  expect(one.playing).toBe(true);
  expect(one.started_at_server_ms).toBeGreaterThan(asked + 1000);
  b.send({ t: "ping", client_time_ms: 12.5 });
  const pong = await b.next("pong");
  expect(pong.client_time_ms).toBe(12.5);
  expect(Math.abs(pong.server_time_ms - Date.now())).toBeLessThan(5000);
});

test("a late joiner drops in where the others are", async () => {
  const { host, join } = await party();
  const first = await join(host);
  await first.ask({ t: "seek", position_ms: 20_000 });
  await first.ask({ t: "play" });
  const timeline = await first.next("timeline", ({ playing }) => playing);
  const { welcome } = await join();
  expect({ t: "timeline", ...welcome.timeline }).toEqual(timeline);
});

test("evicted between any two frames, nothing is forgotten: timeline, queue, votes, roles, answers, people", async () => {
  const { host, join, object } = await party();
  const [a, b] = [await join(host), await join()];
  const evict = () => evictDurableObject(object());
  await evict();
  expect(await a.ask({ t: "play" }, "same")).toBe("ack");
  const { revision } = await a.next("timeline");
  await evict();
  expect(await a.ask({ t: "play" }, "same")).toBe("ack");
  expect(await b.ask({ t: "queue.add", item_id: "x", track_id: track("3q") })).toBe("ack");
  await evict();
  expect(await b.ask({ t: "queue.add", item_id: "y", track_id: track("4q") })).toBe("ack");
  expect(await b.ask({ t: "queue.add", item_id: "z", track_id: NOBODYS }, "no")).toBe("not_found");
  await evict();
  expect(await b.ask({ t: "queue.vote", item_id: "y", vote: true })).toBe("ack");
  expect(await b.ask({ t: "queue.add", item_id: "z", track_id: MINUTE }, "no")).toBe("not_found");
  await evict();
  expect(await a.ask({ t: "role", user_id: b.user, role: "cohost" })).toBe("ack");
  await evict();
  expect(await b.ask({ t: "pause" })).toBe("ack");
  await evict();
  const { welcome } = await join();
  expect(welcome.queue.map(({ item_id, votes, voted }) => [item_id, votes, voted])).toEqual([
    ["y", 1, false],
    ["x", 0, false],
  ]);
  expect(welcome.timeline).toMatchObject({ playing: false, revision: revision + 1 });
  expect(welcome.member_count).toBe(3);
  expect(welcome.members.map(({ role }) => role).sort()).toEqual(["cohost", "host", "listener"]);
});

test("news that had to wait is told by the alarm, also after an eviction", async () => {
  const { host, join, object } = await party();
  const a = await join(host);
  for (const item_id of ["x", "y", "z"]) await a.ask({ t: "queue.add", item_id, track_id: MINUTE });
  await evictDurableObject(object());
  await a.next("queue", ({ queue }) => queue.length === 3);
});

test("the next track begins at the very moment at which the one before ended", async () => {
  const { host, join } = await party({ track_ids: [SHORT, MINUTE] });
  const a = await join(host);
  await a.ask({ t: "play" });
  const first = await a.next("timeline");
  const second = await a.next("timeline");
  expect(second.track_id).toBe(MINUTE);
  expect(second.started_at_server_ms).toBe((first.started_at_server_ms ?? 0) + 3_000);
  // It was announced before it began.
  a.send({ t: "ping", client_time_ms: 0 });
  expect((await a.next("pong")).server_time_ms).toBeLessThan(second.at_server_ms);
});

test("two presses of skip skip once", async () => {
  const { host, join } = await party({ track_ids: [MINUTE, track("3q"), track("4q")] });
  const [a, b] = [await join(host), await join(host)];
  const from = a.welcome.timeline.item_id ?? "";
  expect(await Promise.all([a.ask({ t: "skip", from }), b.ask({ t: "skip", from }, "other")])).toEqual([
    "ack",
    "ack",
  ]);
  expect((await join()).welcome.timeline.track_id).toBe(track("3q"));
});

test("two devices are one member, who is gone when both are", async () => {
  const { host, join } = await party();
  const a = await join(host);
  const guest = newId("user");
  const [one, two] = [await join(guest), await join(guest)];
  expect(two.welcome.member_count).toBe(2);
  one.socket.close(1000);
  await one.closed;
  expect((await join()).welcome.member_count).toBe(3);
  two.socket.close(1000);
  expect((await a.next("members", ({ left }) => left.includes(guest))).member_count).toBe(2);
});

test("the host leaves and stays host; a host hands over, and only then may the other end the party", async () => {
  const { host, join, object } = await party();
  const [a, b] = [await join(host), await join()];
  a.socket.close(1000);
  await b.next("members", ({ left }) => left.includes(host));
  expect(await b.ask({ t: "end" })).toBe("forbidden");
  const again = await join(host);
  expect(again.welcome.you.role).toBe("host");
  expect(await again.ask({ t: "role", user_id: newId("user"), role: "host" })).toBe("not_found");
  expect(await again.ask({ t: "role", user_id: b.user, role: "host" })).toBe("ack");
  await b.next("members", ({ joined }) =>
    joined.some((one) => one.user_id === b.user && one.role === "host"),
  );
  expect(await again.ask({ t: "end" })).toBe("forbidden");
  b.send({ t: "end", id: "bye" });
  await again.next("ended");
  expect((await again.closed).code).toBe(1000);
  expect(await object().summary()).toBeNull();
  const late = await joinParty(PARTIES, "nowhere", newId("user"));
  expect((await late.closed).code).toBe(4404);
});

test("reactions of a moment are one frame", async () => {
  const { host, join } = await party();
  const [a, b] = [await join(host), await join()];
  for (let i = 0; i < 3; i++)
    for (const one of [a, b]) one.send({ t: "reaction", emoji: PARTY_REACTIONS[1] });
  for (let i = 0; i < 10; i++) a.send({ t: "reaction", emoji: PARTY_REACTIONS[0] });
  const { counts } = await b.next("reactions");
  expect(counts[PARTY_REACTIONS[1]]).toBe(6);
  expect(counts[PARTY_REACTIONS[0]]).toBeLessThanOrEqual(3);
  expect(await a.next("error")).toMatchObject({ code: "rate_limited" });
});

test("beyond the limit members sit on relays and take part like all others; nothing is lost by evictions", async () => {
  const { host, join, object } = await party({ relay_after: 2 });
  const [a, b] = [await join(host), await join()];
  const c = await join();
  expect([a.relay, b.relay, c.relay]).toEqual([0, 0, 1]);
  expect(c.welcome.member_count).toBe(3);
  await a.next("members", ({ joined }) => joined.some(({ user_id }) => user_id === c.user));
  expect(await c.ask({ t: "play" })).toBe("forbidden");
  expect(await a.ask({ t: "play" })).toBe("ack");
  expect(await c.next("timeline")).toEqual(await b.next("timeline"));
  c.send({ t: "ping", client_time_ms: 7 });
  expect(await c.next("pong")).toMatchObject({ client_time_ms: 7 });
  await evictDurableObject(object(1));
  expect(await c.ask({ t: "queue.add", item_id: "x", track_id: MINUTE })).toBe("ack");
  await c.next("queue", ({ queue }) => queue.length === 1);
  await evictDurableObject(object());
  expect(await c.ask({ t: "queue.vote", item_id: "x", vote: true })).toBe("ack");
  await a.next("queue", ({ queue }) => queue[0]?.votes === 1);
  c.send({ t: "reaction", emoji: PARTY_REACTIONS[2] });
  expect((await a.next("reactions")).counts[PARTY_REACTIONS[2]]).toBe(1);
  expect(await a.ask({ t: "role", user_id: c.user, role: "host" })).toBe("ack");
  const d = await join();
  expect(d.relay).toBe(1);
  expect(d.welcome).toMatchObject({ member_count: 4, party: { host: c.user } });
  d.socket.close(1000);
  await a.next("members", ({ left }) => left.includes(d.user));
  c.send({ t: "end", id: "bye" });
  for (const one of [a, b, c]) expect((await one.closed).code).toBe(1000);
});

test("a relay whose sockets vanished without a word is found out at the next frame", async () => {
  const { host, join, object } = await party({ relay_after: 1 });
  const a = await join(host);
  const b = await join();
  expect(b.relay).toBe(1);
  await a.next("members");
  await evictDurableObject(object(1), { webSockets: "close" });
  await a.ask({ t: "play" });
  await a.ask({ t: "pause" });
  expect((await a.next("members", ({ left }) => left.includes(b.user))).member_count).toBe(1);
});

test("a party without sockets for twelve hours is over, one with a socket is not", async () => {
  const [empty, visited] = [await party(), await party()];
  const { user } = await visited.join();
  expect(user).not.toBe("");
  for (const { object } of [empty, visited]) {
    await runInDurableObject(object(), (_, { storage }) => {
      const since = JSON.stringify(Date.now() - 13 * 3_600_000);
      storage.sql.exec("update facts set body = ? where name = 'empty_since' and body <> 'null'", since);
    });
    await evictDurableObject(object());
    expect(await runDurableObjectAlarm(object())).toBe(true);
  }
  expect(await empty.object().summary()).toBeNull();
  expect(await runDurableObjectAlarm(empty.object())).toBe(false);
  await runInDurableObject(empty.object(), (_, { storage }) => {
    expect(
      storage.sql.exec("select name from sqlite_master where name not like '\\_cf%' escape '\\'").toArray(),
    ).toEqual([]);
  });
  expect(await visited.object().summary()).not.toBeNull();
});

test("a socket at whose end nobody is any more is closed, in the primary object and on a relay, and its member is gone", async () => {
  const { host, join, object } = await party({ relay_after: 2 });
  const [a, b, c] = [await join(host), await join(), await join()];
  expect(c.relay).toBe(1);
  for (const [place, user] of [
    [0, b.user],
    [1, c.user],
  ] as const) {
    await runInDurableObject(object(place), (_, state) => {
      for (const socket of state.getWebSockets()) {
        const who = socket.deserializeAttachment();
        if (who.user_id === user) socket.serializeAttachment({ ...who, seen_ms: Date.now() - 200_000 });
      }
    });
    await evictDurableObject(object(place));
    expect(await runDurableObjectAlarm(object(place))).toBe(true);
    await a.next("members", ({ left }) => left.includes(user));
  }
  for (const one of [b, c]) expect((await one.closed).code).toBe(4302);
  expect((await join()).welcome.member_count).toBe(2);
});

test("asking for a party that never was stores nothing", async () => {
  const object = PARTIES.get(PARTIES.idFromName(newId("party")));
  expect(await object.summary()).toBeNull();
  await runInDurableObject(object, (_, { storage }) => {
    expect(
      storage.sql.exec("select name from sqlite_master where name not like '\\_cf%' escape '\\'").toArray(),
    ).toEqual([]);
  });
});

test("a member that never reads holds up nobody", async () => {
  const { party_id, host, object, join } = await party();
  const a = await join(host);
  // Joined, and its socket is never accepted on this side: what it is sent stays where it is.
  const silent = await object().fetch("http://party/", {
    headers: {
      upgrade: "websocket",
      "x-veza-seat": encodeURIComponent(
        JSON.stringify({ user_id: newId("user"), username: "deaf", party_id, place: 0, region: "weur" }),
      ),
    },
  });
  expect(silent.status).toBe(101);
  for (let i = 0; i < 20; i++) {
    expect(await a.ask({ t: "seek", position_ms: i * 1000 })).toBe("ack");
    expect((await a.next("timeline")).position_ms).toBe(i * 1000);
  }
});

test("two thousand frames of chance and malice: each socket is answered, nothing falls over, nothing leaks", async () => {
  const { host, join, object } = await party({ relay_after: 20 });
  const members = [await join(host)];
  for (let i = 1; i < 40; i++) members.push(await join());
  const users = members.slice(0, 4).map(({ user }) => user);
  const texts = fc.sample(hostileTexts(users), { numRuns: 2000, seed: 20261122 });
  texts.forEach((text, i) => {
    members[i % members.length]?.socket.send(text);
  });
  for (const member of members) {
    member.send({ t: "ping", client_time_ms: -7 });
    await member.next("pong", ({ client_time_ms }) => client_time_ms === -7);
  }
  const { welcome } = await join();
  expect(welcome.member_count).toBe(41);
  expect(welcome.queue.length).toBeLessThanOrEqual(200);
  await evictDurableObject(object());
  const again = (await join()).welcome;
  // The music goes on meanwhile, so the timeline may be a later one.
  expect(again.timeline.revision).toBeGreaterThanOrEqual(welcome.timeline.revision);
  expect(again.member_count).toBe(42);
  for (const { socket } of members) socket.close(1000);
  await Promise.all(members.map(({ closed }) => closed));
  // The two who came last are left, in the primary object's books and on the relays'.
  await vi.waitFor(async () => expect((await object().summary())?.member_count).toBe(2), { timeout: 20_000 });
});

test("a client that floods is told so, then its socket is closed; others hear nothing of it", async () => {
  const { host, join } = await party();
  const [a, flood] = [await join(host), await join()];
  for (let i = 0; i < 600; i++) flood.socket.send('{"t":"queue.vote","item_id":"x","vote":true}');
  expect(await flood.next("error", ({ code }) => code === "rate_limited")).toMatchObject({
    code: "rate_limited",
  });
  expect((await flood.closed).code).toBe(4429);
  expect(await a.ask({ t: "play" })).toBe("ack");
  const [long, binary] = [await join(), await join()];
  long.socket.send("x".repeat(5000));
  binary.socket.send(new Uint8Array(8));
  for (const one of [long, binary]) expect((await one.closed).code).toBe(4422);
});

test.each([
  ["veza.party.v1", {}, 4401],
  ["veza.party.v1, bearer.forged", {}, 4401],
  ["veza.inbox.v1", {}, 4426],
  ["veza.party.v1", { cookie: "__Host-veza_access=forged", origin: "https://evil.example" }, 4403],
])("at the Worker: %s %o is closed with %d", async (protocol, headers, code) => {
  const request = new Request(`http://localhost:8787/stream/party?party_id=${newId("party")}`, {
    headers: { upgrade: "websocket", "sec-websocket-protocol": protocol, ...headers },
  });
  const { webSocket } = await createStreamApp().fetch(request, env, createExecutionContext());
  if (webSocket === null) throw new Error("no socket");
  const closed = new Promise<number>((resolve) =>
    webSocket.addEventListener("close", (event) => resolve(event.code)),
  );
  webSocket.accept();
  expect(await closed).toBe(code);
});
