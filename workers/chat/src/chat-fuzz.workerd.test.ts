import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId } from "@veza/core/ids";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { ChatEnv } from "./env.ts";
import { seat } from "./testing/chat-client.ts";
import { hostileTexts } from "./testing/chat-frames.ts";
import { closeAll, roomIn } from "./testing/room-in-workerd.ts";

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

const bindings = env as unknown as ChatEnv;
const ROOMS = 10;
const SOCKETS = 40;
/** Less than a socket's patience: every frame is looked at, and none ends its socket for the pace alone. */
const FRAMES_A_SOCKET = 50;

async function fuzzRoom(n: number): Promise<void> {
  const { owner, enter, joined, object, room_id } = await roomIn(bindings, { relay_after: 15 });
  const { message_id } = (await (await enter(owner)).ask({ t: "message.send", body: "first" })) as {
    message_id: string;
  };
  const users = [owner];
  while (users.length < SOCKETS) users.push(await joined());
  const sockets = await Promise.all(
    users.map(async (user) => {
      const { socket } = await seat(bindings.ROOMS, room_id, user);
      let isClosed = false;
      const heard: string[] = [];
      socket.addEventListener("message", ({ data }) => void heard.push(String(data)));
      socket.addEventListener("close", () => {
        isClosed = true;
      });
      socket.accept();
      socket.send('{"t":"hello","since":null}');
      return { socket, heard, isClosed: () => isClosed };
    }),
  );
  const messages = [message_id, newId("message")];
  const texts = fc.sample(hostileTexts(users.slice(0, 4), messages), {
    numRuns: SOCKETS * FRAMES_A_SOCKET,
    seed: 20261122 + n,
  });
  for (const [i, text] of texts.entries()) {
    const one = sockets[i % SOCKETS];
    if (one !== undefined && !one.isClosed()) one.socket.send(text);
  }
  // Who is still there is answered still, and in the room's own words.
  for (const { socket, isClosed } of sockets) if (!isClosed()) socket.send('{"t":"history.get","id":"last"}');
  const answers = (heard: string[]) =>
    heard.some((text) => text.includes('"re":"last"') && /"t":"(history|error)"/.test(text));
  await vi.waitFor(
    () => expect(sockets.filter((one) => !one.isClosed() && !answers(one.heard))).toEqual([]),
    { timeout: 90_000 },
  );
  for (const { socket, isClosed } of sockets) if (!isClosed()) socket.close(1000);
  await evictDurableObject(object());
  // Whatever was said to whom, the owner is the owner and the order has no hole.
  const { welcome } = await enter(owner);
  expect(welcome.you.role).toBe("owner");
  const since = Math.max(0, welcome.last_seq - 400);
  const all = await (await enter(owner)).hello(since);
  expect(all.events.map(({ seq }) => seq)).toEqual(all.events.map((_, i) => since + 1 + i));
}

test("20,000 frames of chance and malice through sockets, in primary objects and on relays: every room lives on and adds up", async () => {
  // Side by side: a room waits for its disk most of the time.
  await Promise.all(Array.from({ length: ROOMS }, (_, n) => fuzzRoom(n)));
});
