import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { ChatEnv } from "./env.ts";
import { hostileTexts } from "./testing/chat-frames.ts";
import { closeAll, roomIn } from "./testing/room-in-workerd.ts";

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

test("two thousand frames of chance and malice through sockets, in the head and on relays: all live on", async () => {
  const { owner, enter, object } = await roomIn(env as unknown as ChatEnv, { relay_after: 15 });
  const members = [await enter(owner)];
  for (let i = 1; i < 40; i++) members.push(await enter());
  const { message_id } = (await members[0]!.ask({ t: "message.send", body: "first" })) as {
    message_id: string;
  };
  const users = members.slice(0, 4).map(({ user }) => user);
  const texts = fc.sample(hostileTexts(users, [message_id, newId("message")]), {
    numRuns: 2_000,
    seed: 20261122,
  });
  texts.forEach((text, i) => {
    members[i % members.length]?.socket.send(text);
  });
  // Each is answered still, be it that it was too fast.
  for (const member of members) if (!member.isClosed()) await member.ask({ t: "pins.get" });
  const { welcome } = await enter(owner);
  await evictDurableObject(object());
  const again = (await enter(owner)).welcome;
  expect(again.last_seq).toBeGreaterThanOrEqual(welcome.last_seq);
  const all = await (await enter(owner)).hello(Math.max(0, again.last_seq - 400));
  expect(all.events.map(({ seq }) => seq)).toEqual(
    all.events.map((_, i) => Math.max(0, again.last_seq - 400) + 1 + i),
  );
});
