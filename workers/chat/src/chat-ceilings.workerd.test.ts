import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Problem } from "@veza/contracts/errors";
import { CHAT_PROTOCOL } from "@veza/contracts/ws/chat";
import { CLOSE } from "@veza/contracts/ws/close";
import { MAX_SOCKETS_PER_USER } from "@veza/worker-kit/socket-ceiling";
import { afterEach, expect, test } from "vitest";
import { createChatApp } from "./app.ts";
import type { ChatEnv } from "./env.ts";
import { closeAll, roomIn } from "./testing/room-in-workerd.ts";

const bindings = env as unknown as ChatEnv;
const open: WebSocket[] = [];
afterEach(() => {
  closeAll();
  for (const socket of open.splice(0)) socket.close();
});

/** How a socket ends, or null while it stands. */
async function endOf(socket: WebSocket): Promise<{ code: number; reason: string } | null> {
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
  );
  socket.accept();
  open.push(socket);
  return Promise.race([closed, new Promise<null>((resolve) => setTimeout(() => resolve(null), 100))]);
}

test("of forty sockets of one user in one room sixteen stand, and nobody else's are touched", async () => {
  const room = await roomIn(bindings);
  const user = await room.joined();
  const other = await room.enter();
  const ends: ({ code: number } | null)[] = [];
  for (let i = 0; i < 40; i++) {
    const { closed } = await room.socketOf(user);
    ends.push(
      await Promise.race([closed, new Promise<null>((resolve) => setTimeout(() => resolve(null), 60))]),
    );
  }
  expect(ends.slice(0, MAX_SOCKETS_PER_USER)).toEqual(Array(MAX_SOCKETS_PER_USER).fill(null));
  for (const end of ends.slice(MAX_SOCKETS_PER_USER))
    expect(end).toMatchObject({ code: CLOSE.too_many_sockets });
  other.socket.send(JSON.stringify({ t: "ping" }));
  expect(other.socket.readyState).toBe(WebSocket.OPEN);
});

test("an inbox holds sixteen sockets of its user", async () => {
  const inbox = bindings.INBOX.get(bindings.INBOX.idFromName("usr_of_many"));
  const ends: Awaited<ReturnType<typeof endOf>>[] = [];
  for (let i = 0; i < MAX_SOCKETS_PER_USER + 2; i++) {
    const { webSocket } = await inbox.fetch("http://inbox/", {
      headers: { upgrade: "websocket", "x-veza-unread": "0" },
    });
    if (webSocket === null) throw new Error("no socket");
    ends.push(await endOf(webSocket));
  }
  expect(ends.filter((end) => end === null)).toHaveLength(MAX_SOCKETS_PER_USER);
  expect(ends.at(-1)).toEqual({ code: CLOSE.too_many_sockets, reason: "too_many_sockets" });
});

const tight = (asked: string[]) => ({
  ...bindings,
  RATE_GENERAL: {
    limit: async ({ key }: { key: string }) => ({ success: asked.push(`general ${key}`) < 3 }),
  },
  RATE_SOCKETS: {
    limit: async ({ key }: { key: string }) => ({ success: asked.push(`sockets ${key}`) < 3 }),
  },
});

test("too many requests of a network are a 429 with Retry-After, also for addresses that don't exist", async () => {
  const asked: string[] = [];
  const app = createChatApp();
  const ask = (path: string, ip: string) =>
    app.fetch(
      new Request(`http://localhost:8787${path}`, { headers: { "cf-connecting-ip": ip } }),
      tight(asked),
      createExecutionContext(),
    );
  await ask("/chat/nothing/here", "2001:db8:1:2::1");
  await ask("/chat/nothing/here", "2001:db8:1:2::2");
  const refused = await ask("/chat/nothing/here", "2001:db8:1:2:ffff::3");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Problem.parse(await refused.json())).toMatchObject({ code: "rate_limited" });
  expect(new Set(asked)).toEqual(new Set(["general 2001:db8:1:2::/64"]));
});

test("too many sockets of a network are accepted and closed with a code that a browser can read", async () => {
  const app = createChatApp();
  const asked = ["", "", ""];
  const response = await app.fetch(
    new Request("http://localhost:8787/chat/ws?room_id=x", {
      headers: { upgrade: "websocket", "sec-websocket-protocol": `${CHAT_PROTOCOL}, bearer.x` },
    }),
    tight(asked),
    createExecutionContext(),
  );
  expect(response.headers.get("sec-websocket-protocol")).toBe(CHAT_PROTOCOL);
  if (response.webSocket === null) throw new Error("no socket");
  expect(await endOf(response.webSocket)).toEqual({ code: CLOSE.rate_limited, reason: "rate_limited" });
  expect(asked.at(-1)).toBe("sockets local");
});
