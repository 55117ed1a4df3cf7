import type { AttachmentState } from "@veza/contracts/http/attachments";
import type { BotWithSecret, WebhookWithUrl } from "@veza/contracts/http/bots";
import type { Notification } from "@veza/contracts/http/notifications";
import type { Report } from "@veza/contracts/http/reports";
import type { Room } from "@veza/contracts/http/rooms";
import { ChatServerFrame } from "@veza/contracts/ws/chat";
import { leaseSharedStack } from "@veza/dev/testing/shared-stack";
import { gradientPng } from "@veza/testing/png";
import { sweepWav } from "@veza/testing/sound";
import { until } from "@veza/testing/until";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Client } from "./support/client.ts";

let stack: Awaited<ReturnType<typeof leaseSharedStack>>;
/** Tokens of people. */
let [owner, friend, outsider, moderator] = ["", "", "", ""];
let room: string;
const EICAR = Buffer.from(
  "58354f2150254041505b345c505a58353428505e2937434329377d24" +
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a",
  "hex",
);

beforeAll(async () => {
  stack = await leaseSharedStack(inject("sharedStack"));
  [owner, friend, outsider] = [
    (await Client.register(stack)).token,
    (await Client.register(stack)).token,
    (await Client.register(stack)).token,
  ];
  const { user } = await Client.register(stack);
  await stack.sql("update users set role = 'moderator' where id = $1", [user.id]);
  const credentials = { email: user.email, password: "a-good-password-4" };
  moderator = (await json<{ access_token: string }>(null, "POST", "/auth/token", credentials)).access_token;
  room = (await json<Room>(owner, "POST", "/rooms", { name: "Night shift", visibility: "private" })).id;
  await json(friend, "POST", `/rooms/${room}/join`, { invite: await invite() });
});
afterAll(() => stack?.release());

function call(token: string | null, method: string, path: string, body?: unknown) {
  const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set("content-type", "application/json");
  const url = path.startsWith("http") ? path : `${stack.url}/api/v1${path}`;
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}
async function json<T>(...asked: Parameters<typeof call>): Promise<T> {
  const response = await call(...asked);
  if (!response.ok)
    throw new Error(`${asked[1]} ${asked[2]} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
const invite = async () => (await json<{ code: string }>(owner, "POST", `/rooms/${room}/invites`, {})).code;

async function upload(bytes: Uint8Array, name: string): Promise<string> {
  const text = (value: string) => Buffer.from(value).toString("base64");
  const response = await fetch(`${stack.url}/api/v1/uploads`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${owner}`,
      "tus-resumable": "1.0.0",
      "upload-length": String(bytes.byteLength),
      "upload-metadata": `room_id ${text(room)},filename ${text(name)}`,
      "content-type": "application/offset+octet-stream",
    },
    body: new Uint8Array(bytes),
  });
  if (response.status !== 201)
    throw new Error(`upload answered ${response.status}: ${await response.text()}`);
  return response.headers.get("veza-attachment-id") ?? "";
}
const stateOf = (id: string) => json<AttachmentState>(owner, "GET", `/attachments/${id}`);
const settled = (id: string) =>
  until(
    async () => {
      const state = await stateOf(id);
      return state.status === "processing" ? undefined : state;
    },
    "the scan",
    { timeout_ms: 60_000 },
  );

/** A socket in the room that keeps what it hears. */
async function enter(token: string) {
  const frames: ChatServerFrame[] = [];
  const address = `${stack.url.replace("http", "ws")}/chat/ws?room_id=${room}`;
  const socket = new WebSocket(address, ["veza.chat.v1", `bearer.${token}`]);
  socket.onmessage = ({ data }) => void frames.push(ChatServerFrame.parse(JSON.parse(String(data))));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const events = () => frames.flatMap((frame) => (frame.t === "batch" ? frame.events : []));
  const hear = <T>(pick: (all: ReturnType<typeof events>) => T | undefined, what: string) =>
    until(async () => pick(events()), what, { timeout_ms: 15_000 });
  socket.send(JSON.stringify({ t: "hello", since: null }));
  await until(async () => frames.find(({ t }) => t === "welcome"), "the welcome", { timeout_ms: 15_000 });
  return { socket, frames, hear, send: (frame: object) => socket.send(JSON.stringify(frame)) };
}

test("a picture goes through the scanner into a message, to the room's members alone, and goes with the message", async () => {
  const id = await upload(gradientPng(900, 600), "view from here.png");
  expect(await settled(id)).toMatchObject({
    status: "ready",
    attachment: { kind: "image", name: "view from here.webp", mime: "image/webp", width: 900, height: 600 },
  });
  const seat = await enter(owner);
  seat.send({ t: "message.send", id: "with-a-picture", body: "look", attachments: [id] });
  const message = await seat.hear(
    (events) =>
      events
        .flatMap((event) => (event.t === "message.new" ? event.message : []))
        .find(({ body }) => body === "look"),
    "the message",
  );
  expect(message.attachments).toMatchObject([{ id, kind: "image", width: 900 }]);
  for (const which of ["original", "thumbnail"]) {
    const answer = await call(friend, "GET", `/attachments/${id}/${which}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(8, 12).toString()).toBe("WEBP");
    expect((await call(outsider, "GET", `/attachments/${id}/${which}`)).status).toBe(404);
    expect((await call(null, "GET", `/attachments/${id}/${which}`)).status).toBe(404);
  }
  seat.send({ t: "message.delete", id: "away", message_id: message.id });
  await until(
    async () =>
      (await call(friend, "GET", `/attachments/${id}/original`)).status === 404 ? true : undefined,
    "the file's end",
    { timeout_ms: 30_000 },
  );
  seat.socket.close();
});

test("malware is refused, a sound is heard in part, anything else is saved only", async () => {
  expect(await settled(await upload(EICAR, "harmless.txt"))).toMatchObject({
    status: "refused",
    code: "infected",
    attachment: null,
  });
  const sound = sweepWav(2);
  const [song, page] = [await upload(sound, "take.wav"), await upload(Buffer.from("<h1>hi"), "page.html")];
  expect(await settled(song)).toMatchObject({ attachment: { kind: "audio", duration_ms: 2000 } });
  expect(await settled(page)).toMatchObject({ attachment: { kind: "file" } });
  const part = await fetch(`${stack.url}/api/v1/attachments/${song}/original`, {
    headers: { authorization: `Bearer ${owner}`, range: "bytes=10-19" },
  });
  expect(part.status).toBe(206);
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(new Uint8Array(sound.subarray(10, 20)));
  const saved = await call(owner, "GET", `/attachments/${page}/original`);
  expect(saved.headers.get("content-disposition")).toBe('attachment; filename="page.html"');
  expect(saved.headers.get("content-type")).toBe("application/octet-stream");
});

test("while the transcoder is away a file waits, and is ready once it is back", async () => {
  await stack.stopPart("transcoder");
  const id = await upload(gradientPng(300, 200), "later.png");
  expect((await stateOf(id)).status).toBe("processing");
  await stack.startPart("transcoder");
  expect((await settled(id)).status).toBe("ready");
});

test("a bot talks like everybody, a webhook from outside; a report of a message ends in the room and with its reporter", async () => {
  const bot = await json<BotWithSecret>(owner, "POST", "/me/bots", {
    username: `bot_${Date.now().toString(36)}`,
  });
  const { user_id, secret } = bot;
  const tokens = await json<{ access_token: string }>(null, "POST", "/auth/bot-token", { user_id, secret });
  await json(tokens.access_token, "POST", `/rooms/${room}/join`, { invite: await invite() });
  const [botSeat, seat] = [await enter(tokens.access_token), await enter(friend)];
  botSeat.send({ t: "message.send", id: "by-a-bot", body: "beep" });
  const { url } = await json<WebhookWithUrl>(owner, "POST", `/rooms/${room}/webhooks`, {
    name: "Build server",
  });
  const build = { id: "build-7", body: "build 7 is red" };
  const posts = await Promise.all([call(null, "POST", url, build), call(null, "POST", url, build)]);
  expect(posts.map(({ status }) => status)).toEqual([200, 200]);
  const messages = await seat.hear((events) => {
    const all = events.flatMap((event) => (event.t === "message.new" ? event.message : []));
    return all.length >= 2 ? all : undefined;
  }, "both messages");
  const hook = messages.find(({ body }) => body === "build 7 is red");
  expect(messages.filter(({ body }) => body === "build 7 is red")).toHaveLength(1);
  expect(messages.map(({ author }) => author.is_bot)).toEqual([true, true]);

  seat.send({ t: "message.report", id: "report", message_id: hook?.id, category: "spam", note: "too loud" });
  const report = await until(
    async () =>
      (await json<{ items: Report[] }>(moderator, "GET", "/moderation/reports")).items.find(
        ({ message_id }) => message_id === hook?.id,
      ),
    "the report",
    { timeout_ms: 30_000 },
  );
  expect(report).toMatchObject({ room: { id: room, name: "Night shift" }, body: "build 7 is red" });
  await json(moderator, "POST", `/moderation/reports/${report.id}/claim`);
  await json(moderator, "POST", `/moderation/reports/${report.id}/decide`, {
    outcome: "removed_and_banned",
    note: "too loud",
  });
  await seat.hear(
    (events) => events.find((event) => event.t === "message.deleted" && event.message_id === hook?.id),
    "the tombstone",
  );
  const again = await call(null, "POST", url, { body: "still here" });
  expect(again.status).toBe(403);
  const news = await until(
    async () =>
      (await json<{ items: Notification[] }>(friend, "GET", "/notifications")).items.find(
        ({ type }) => type === "report_decided",
      ),
    "the reporter's notification",
    { timeout_ms: 30_000 },
  );
  expect(news.data).toMatchObject({
    report_id: report.id,
    code: "removed_and_banned",
    room_name: "Night shift",
  });
  for (const one of [botSeat, seat]) one.socket.close();
});
