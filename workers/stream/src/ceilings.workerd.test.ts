import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Problem } from "@veza/contracts/errors";
import { CLOSE } from "@veza/contracts/ws/close";
import { STREAM_PROTOCOL } from "@veza/contracts/ws/stream";
import { newId } from "@veza/core/ids";
import { objectName } from "@veza/worker-kit/fan-out/wire";
import { MAX_SOCKETS_PER_USER } from "@veza/worker-kit/socket-ceiling";
import { afterEach, expect, test } from "vitest";
import { createStreamApp } from "./app.ts";
import type { StreamEnv } from "./env.ts";
import { joinParty } from "./testing/party-listener.ts";
import { openSession } from "./testing/session-client.ts";

const bindings = env as unknown as StreamEnv;
const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** How it ended, or null while it stands. */
const endOf = ({
  closed,
  socket,
}: {
  closed: Promise<{ code: number; reason: string }>;
  socket: WebSocket;
}) => {
  open.push(socket);
  return Promise.race([closed, new Promise<null>((resolve) => setTimeout(() => resolve(null), 60))]);
};
const REFUSED = { code: CLOSE.too_many_sockets, reason: "too_many_sockets" };

test("of forty sockets of one user in one party sixteen stand", async () => {
  const party_id = newId("party");
  const { PARTIES } = bindings;
  await PARTIES.get(PARTIES.idFromName(objectName(party_id, 0))).create({
    party_id,
    host: newId("user"),
    username: "host",
    name: "Friday",
    track_ids: ["trk_01h455vb4pex5vsknk084sn02q"],
    relay_after: 1000,
  });
  const user = newId("user");
  const ends: Awaited<ReturnType<typeof endOf>>[] = [];
  for (let i = 0; i < 40; i++) ends.push(await endOf(await joinParty(PARTIES, party_id, user)));
  expect(ends).toEqual([
    ...Array(MAX_SOCKETS_PER_USER).fill(null),
    ...Array(40 - MAX_SOCKETS_PER_USER).fill(REFUSED),
  ]);
});

test("a session holds sixteen devices; the same device again takes its own place", async () => {
  const user = newId("user");
  const session = bindings.SESSIONS.get(bindings.SESSIONS.idFromName(user));
  const enter = async (device_id: string) => endOf(await openSession(session, user, { device_id }));
  for (let i = 0; i < MAX_SOCKETS_PER_USER; i++) expect(await enter(`device${i}`)).toBeNull();
  expect(await enter("one-more")).toEqual(REFUSED);
  expect(await enter("device3")).toBeNull();
});

const PATHS = [
  ["/stream/hls/public/trk_01h455vb4pex5vsknk084sn02q/v1/master.m3u8", "media"],
  ["/stream/nothing", "general"],
  ["/stream", "general"],
  ["/stream/internal/media/hls/trk_01h455vb4pex5vsknk084sn02q/v1/a", "general"],
] as const;
test.each(PATHS)("%s is counted as %s, and refused with Retry-After", async (path, kind) => {
  const asked: string[] = [];
  const limiter = (name: string) => ({
    limit: async ({ key }: { key: string }) => ({ success: asked.push(`${name} ${key}`) < 2 }),
  });
  const tight = {
    ...bindings,
    RATE_GENERAL: limiter("general"),
    RATE_MEDIA: limiter("media"),
    RATE_SOCKETS: limiter("sockets"),
  };
  const app = createStreamApp();
  const ask = (headers: Record<string, string> = {}) =>
    app.fetch(
      new Request(`http://localhost:8787${path}`, {
        headers: { "cf-connecting-ip": "2001:db8::1", ...headers },
      }),
      tight,
      createExecutionContext(),
    );
  expect((await ask()).status).not.toBe(429);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Problem.parse(await refused.json())).toMatchObject({ code: "rate_limited" });
  expect(new Set(asked)).toEqual(new Set([`${kind} 2001:db8:0:0::/64`]));
  if (path !== "/stream") return;
  asked.push("", "");
  const { webSocket } = await ask({ upgrade: "websocket", "sec-websocket-protocol": STREAM_PROTOCOL });
  if (webSocket === null || webSocket === undefined) throw new Error("no socket");
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    webSocket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
  );
  webSocket.accept();
  expect(await closed).toEqual({ code: CLOSE.rate_limited, reason: "rate_limited" });
});
