import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test, vi } from "vitest";
import type { StreamEnv } from "./env.ts";
import { joinParty } from "./testing/party-listener.ts";

const { PARTIES, API_RPC } = env as unknown as StreamEnv;
const stub = API_RPC as unknown as { unwelcome(userId: string, isBlocked: boolean): Promise<void> };
const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function party(relay_after = 100) {
  const party_id = newId("party");
  const host = newId("user");
  const object = () => PARTIES.get(PARTIES.idFromName(party_id));
  await object().create({
    party_id,
    host,
    username: "host",
    name: "Friday",
    track_ids: ["trk_01h455vb4pex5vsknk084sn02q", "trk_01h455vb4pex5vsknk084sn03q"],
    relay_after,
  });
  const join = async (user = newId("user")) => {
    const member = await joinParty(PARTIES, party_id, user);
    open.push(member.socket);
    return Object.assign(member, { user, welcome: await member.next("welcome") });
  };
  /** What is stored of the time without host. */
  const goneSince = () =>
    runInDurableObject(object(), (_, { storage }) =>
      storage.sql.exec<{ body: string }>("select body from facts where name = 'host_gone_since'").one(),
    ).then(({ body }) => JSON.parse(body) as number | null);
  /** The object sleeps, the time without host passes, and its alarm rings. */
  const waitWithoutHost = async (ms = 21_000) => {
    const since = await vi.waitFor(async () => {
      const at = await goneSince();
      expect(at).not.toBe(null);
      return at ?? 0;
    });
    await runInDurableObject(object(), (_, { storage }) =>
      storage.sql.exec(
        "update facts set body = ? where name = 'host_gone_since'",
        JSON.stringify(since - ms),
      ),
    );
    await evictDurableObject(object());
    await runDurableObjectAlarm(object());
  };
  return { host, join, object, goneSince, waitWithoutHost };
}

test("the host does not come back: whoever has been here longest gets the controls, and everybody is told, on relays too", async () => {
  const { host, join, object, waitWithoutHost } = await party(2);
  const a = await join(host);
  const [b, c] = [await join(), await join()];
  expect(c.relay).toBeGreaterThan(0);
  expect(await b.ask({ t: "skip" })).toBe("forbidden");
  await evictDurableObject(object());
  a.socket.close();
  await waitWithoutHost();
  for (const member of [b, c]) {
    expect(await member.next("host")).toMatchObject({ user_id: b.user, before: host, cause: "left" });
    await member.next("members", ({ joined }) =>
      joined.some(({ user_id, role }) => user_id === b.user && role === "host"),
    );
  }
  expect(await b.ask({ t: "skip" })).toBe("ack");
  expect(await c.ask({ t: "skip" })).toBe("forbidden");
  expect(await object().summary()).toMatchObject({ host: { user_id: b.user } });

  // The one who opened it comes back: a co-host, who can be handed it again.
  const back = await join(host);
  expect(back.welcome).toMatchObject({ you: { role: "cohost" }, party: { host: b.user } });
  expect(await b.ask({ t: "role", user_id: host, role: "host" })).toBe("ack");
  expect(await c.next("host")).toMatchObject({ user_id: host, before: b.user, cause: "given" });
});

test("a host who is back in time keeps the party", async () => {
  const { host, join, goneSince, waitWithoutHost } = await party();
  const [a, b] = [await join(host), await join()];
  a.socket.close();
  await waitWithoutHost(10_000);
  const again = await join(host);
  expect(again.welcome).toMatchObject({ you: { role: "host" }, party: { host } });
  expect(await goneSince()).toBe(null);
  expect(b.frames.filter(({ t }) => t === "host")).toEqual([]);
});

test("one of two devices of the host goes: nothing passes on", async () => {
  const { host, join, goneSince } = await party();
  const [a] = [await join(host), await join(host)];
  const b = await join();
  a.socket.close();
  await b.ask({ t: "queue.vote", item_id: "none", vote: true });
  expect(await goneSince().catch(() => null)).toBe(null);
});

test("a co-host comes before those who were here longer; nobody whom the host has blocked follows", async () => {
  const { host, join, object, waitWithoutHost } = await party();
  const a = await join(host);
  const [longest, co, third] = [await join(), await join(), await join()];
  expect(await a.ask({ t: "role", user_id: co.user, role: "cohost" })).toBe("ack");
  await stub.unwelcome(longest.user, true);
  a.socket.close();
  await waitWithoutHost();
  expect(await third.next("host")).toMatchObject({ user_id: co.user });
  co.socket.close();
  await waitWithoutHost();
  expect(await third.next("host")).toMatchObject({ user_id: third.user, before: co.user });
  expect(await object().summary()).toMatchObject({ host: { user_id: third.user } });
  await stub.unwelcome(longest.user, false);
});

test("a new party plays from its beginning for the first who comes, and for all after", async () => {
  const { host, join, object } = await party();
  await evictDurableObject(object());
  const asked = Date.now();
  const a = await join(host);
  expect(a.welcome.timeline).toMatchObject({ playing: true, position_ms: 0 });
  expect(a.welcome.timeline.started_at_server_ms).toBeGreaterThan(asked + 1000);
  await evictDurableObject(object());
  const b = await join();
  expect(b.welcome.timeline).toEqual(a.welcome.timeline);
  expect(await a.ask({ t: "pause" })).toBe("ack");
  expect((await join()).welcome.timeline).toMatchObject({ playing: false });
});
