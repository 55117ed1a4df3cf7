import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { InboxServerFrame, type TrackProgress } from "@veza/contracts/ws/inbox";
import { afterEach, expect, test } from "vitest";
import type { ChatEnv } from "./env.ts";

const { INBOX } = env as unknown as ChatEnv;
const track_id = "trk_01h455vb4pex5vsknk084sn02q";
const progress = (value: number, more: Partial<TrackProgress> = {}): TrackProgress => ({
  t: "track.progress",
  track_id,
  version: 1,
  status: "processing",
  stage: "transcoding",
  progress: value,
  failure_code: null,
  ...more,
});

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

let serial = 0;
const inboxOf = (name = `user-${serial++}`) => INBOX.get(INBOX.idFromName(name));
const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A device: its socket and the frames that it got, as they are wanted. */
async function device(inbox: ReturnType<typeof inboxOf>, unread = 0) {
  const response = await inbox.fetch("http://inbox/", {
    headers: { upgrade: "websocket", "x-veza-unread": String(unread) },
  });
  const socket = response.webSocket;
  if (socket === null) throw new Error("no socket");
  const frames: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener("close", (event) => resolve({ code: event.code, reason: event.reason })),
  );
  socket.addEventListener("message", (event) => {
    const next = waiting.shift();
    if (next === undefined) frames.push(String(event.data));
    else next(String(event.data));
  });
  socket.accept();
  open.push(socket);
  const next = async () =>
    InboxServerFrame.parse(
      JSON.parse(frames.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)))),
    );
  return { socket, next, closed };
}

test("a device is told the state, then every stage, on all devices", async () => {
  const inbox = inboxOf();
  const [a, b] = [await device(inbox, 2), await device(inbox, 2)];
  for (const one of [a, b])
    expect(await one.next()).toEqual({ t: "state", rooms: [], notifications_unread: 2, uploads: [] });
  await inbox.push([progress(0.1), progress(0.4)], TRACE);
  for (const one of [a, b])
    expect([await one.next(), await one.next()]).toEqual([progress(0.1), progress(0.4)]);
});

test("after an eviction between two frames the sockets live on and nothing is forgotten", async () => {
  const inbox = inboxOf();
  const first = await device(inbox);
  await first.next();
  await inbox.push([progress(0.3)], TRACE);
  expect(await first.next()).toEqual(progress(0.3));
  await evictDurableObject(inbox);
  // Overtaken by what was stored before the eviction: dropped. The next one is shown.
  await inbox.push([progress(0.2), progress(0.6)], TRACE);
  expect(await first.next()).toEqual(progress(0.6));
  const second = await device(inbox);
  expect(await second.next()).toMatchObject({ t: "state", uploads: [progress(0.6)] });
});

test("the end of an upload is shown and not kept", async () => {
  const inbox = inboxOf();
  await inbox.push(
    [progress(0.9), progress(0.9, { status: "failed", stage: null, failure_code: "damaged" })],
    TRACE,
  );
  expect(await (await device(inbox)).next()).toMatchObject({ uploads: [] });
});

test("a ping is answered, nonsense gets an error, a frame too long or binary ends that socket only", async () => {
  const inbox = inboxOf();
  const [good, bad, binary] = [await device(inbox), await device(inbox), await device(inbox)];
  for (const one of [good, bad, binary]) await one.next();
  good.socket.send('{"t":"ping"}');
  expect(await good.next()).toEqual({ t: "pong" });
  good.socket.send("nonsense");
  expect(await good.next()).toMatchObject({ t: "error", code: "bad_frame" });
  bad.socket.send("x".repeat(5000));
  binary.socket.send(new Uint8Array(10));
  for (const one of [bad, binary]) expect((await one.closed).code).toBe(4422);
  await inbox.push([progress(0.5)], TRACE);
  expect(await good.next()).toEqual(progress(0.5));
});

test("two users never share an inbox", async () => {
  const [mine, other] = [inboxOf(), inboxOf()];
  const socket = await device(other);
  await socket.next();
  await mine.push([progress(0.5)], TRACE);
  await other.push([progress(0.1)], TRACE);
  expect(await socket.next()).toEqual(progress(0.1));
});
