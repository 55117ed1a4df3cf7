import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test } from "vitest";
import type { StreamEnv } from "./env.ts";
import { joinParty } from "./testing/party-listener.ts";

const { PARTIES } = env as unknown as StreamEnv;
const track = (end: string) => `trk_01h455vb4pex5vsknk084sn0${end}`;
/** Its picture has an address that was made for whoever asked; the other's is open to all. */
const PRIVATE = track("0g");
const PUBLIC = track("0p");

const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

test("a party with private tracks tells nobody an address with somebody's rights in it, in any frame", async () => {
  const party_id = newId("party");
  const host = newId("user");
  const object = PARTIES.get(PARTIES.idFromName(party_id));
  const summary = await object.create({
    party_id,
    host,
    username: "host",
    name: "Friday",
    track_ids: [PRIVATE, PRIVATE, PUBLIC],
    // One socket in the primary object, the others on relays.
    relay_after: 1,
  });
  const told: string[] = [JSON.stringify(summary)];
  const join = async (user = newId("user")) => {
    const member = await joinParty(PARTIES, party_id, user);
    open.push(member.socket);
    member.socket.addEventListener("message", ({ data }) => void told.push(String(data)));
    told.push(JSON.stringify(await member.next("welcome")));
    return Object.assign(member, { user });
  };
  const [a, b] = [await join(host), await join()];
  expect(b.relay).toBeGreaterThan(0);
  expect(await b.ask({ t: "queue.add", item_id: "x", track_id: PRIVATE })).toBe("ack");
  expect(await b.ask({ t: "queue.vote", item_id: "x", vote: true })).toBe("ack");
  expect(await a.ask({ t: "play" })).toBe("ack");
  expect(await a.ask({ t: "skip" })).toBe("ack");
  expect(await a.ask({ t: "seek", position_ms: 1 })).toBe("ack");
  expect(await a.ask({ t: "role", user_id: b.user, role: "host" })).toBe("ack");
  expect(await b.ask({ t: "reaction", emoji: "🔥" })).toBe("ack");
  await b.next("reactions");
  await a.next("queue", ({ queue }) => queue.some(({ item_id }) => item_id === "x"));
  await join();
  told.push(JSON.stringify(await object.summary()));
  expect(await b.ask({ t: "end" })).toBe("ack");
  await a.next("ended");
  expect(new Set(told.map((text) => (JSON.parse(text) as { t?: string }).t))).toEqual(
    new Set([undefined, "welcome", "queue", "members", "timeline", "host", "reactions", "ack", "ended"]),
  );
  expect(told.filter((text) => /\/stream\/hls\/(?!public\/)/.test(text))).toEqual([]);
  expect(told.join()).toContain(`/stream/hls/public/${PUBLIC}/a1/600.jpg`);
});
