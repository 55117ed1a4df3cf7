import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import { ChatMember } from "@veza/testing/chat-member";
import { deliveryFaults } from "@veza/testing/delivery-check";
import { afterEach, expect, test, vi } from "vitest";
import type { ChatEnv } from "./env.ts";
import { seatLine } from "./testing/chat-client.ts";
import { closeAll, roomIn } from "./testing/room-in-workerd.ts";

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

const bindings = env as unknown as ChatEnv;
const MEMBERS = 50;
const PER_S = 20;
const SECONDS = 8;

/** Chance with a seed: the same lines break in every run (the moment at which they do is the machine's). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test.each([
  ["in one object", 2_000],
  ["over a primary object and relays", 20],
])(
  "lines break and objects go at 20 messages a second %s: no loss, no double, same order",
  async (_, relay_after) => {
    const { object, room_id, joined } = await roomIn(bindings, { relay_after });
    const random = chance(20261122);
    const users = await Promise.all(Array.from({ length: MEMBERS }, () => joined(newId("user"))));
    const clients = users.map(
      (user) =>
        new ChatMember({
          name: user.slice(-4),
          open: seatLine(bindings.ROOMS, room_id, user),
          // A line comes back at once: what is looked for is what falls between two of them.
          pause_ms: () => 20,
        }),
    );
    for (const client of clients) client.start();
    const pick = () => clients[Math.floor(random() * clients.length)];
    for (let n = 0; n < PER_S * SECONDS; n++) {
      clients[n % MEMBERS]?.send(`s${n}`, `message ${n}`);
      if (random() < 0.5) pick()?.kill();
      if (n % 37 === 20) await evictDurableObject(object());
      if (relay_after < MEMBERS && n % 53 === 30)
        await evictDurableObject(object(1), { webSockets: random() < 0.5 ? "close" : "hibernate" });
      await new Promise((resolve) => setTimeout(resolve, 1000 / PER_S));
    }
    await vi.waitFor(
      () => {
        for (const client of clients) client.remind();
        expect(clients.map(({ since, waiting }) => [since, waiting])).toEqual(
          clients.map(() => [PER_S * SECONDS + MEMBERS + 1, 0]),
        );
      },
      { timeout: 60_000, interval: 500 },
    );
    const acked = clients.flatMap((client) => client.acked);
    const faults = deliveryFaults(clients, acked, (await object().standing(users[0] ?? ""))?.last_seq ?? 0);
    expect(faults.slice(0, 20)).toEqual([]);
    expect(acked).toHaveLength(PER_S * SECONDS);
    expect(clients.reduce((sum, { closed }) => sum + closed.length, 0)).toBeGreaterThan(50);
    expect(clients.flatMap(({ refused }) => refused)).toEqual([]);
    for (const client of clients) client.stop();
  },
);
