import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ChatServerFrame } from "@veza/contracts/ws/chat";
import { newId } from "@veza/core/ids";
import { afterEach, expect, test, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";

const [bot, person, room_id] = [newId("user"), newId("user"), newId("room")];
const at = "2026-11-22T10:00:00.000Z";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const room = {
  id: room_id,
  kind: "room",
  visibility: "public",
  name: "Ambient",
  topic: "",
  avatar_url: null,
  subject: null,
  member_count: 2,
  slow_mode_ms: 0,
  raid_mode: false,
  created_at: at,
};
const said = (seq: number, body: string, is_bot = false) => ({
  t: "message.new",
  seq,
  at,
  message: {
    id: `msg_01h455vb4pex5vsknk084sn0${seq}q`,
    seq,
    author: { user_id: person, username: "ann", avatar_url: null, ...(is_bot ? { is_bot } : {}) },
    body,
    reply_to: null,
    at,
    edited_at: null,
    deleted: false,
    pinned: false,
    thread_id: null,
    thread_count: 0,
    mentions: [],
    mentions_room: false,
    attachments: [],
    cards: [],
    reactions: [],
  },
});

const until = <T>(look: () => T | undefined): Promise<T> =>
  vi.waitFor(
    () => {
      const found = look();
      if (found === undefined) throw new Error("not yet");
      return found;
    },
    { timeout: 15_000 },
  );

/** As much of Veza as a bot sees: its frames are checked against the contract. */
async function smallVeza() {
  const asked: string[] = [];
  const lines: { socket: WebSocket; heard: Record<string, unknown>[] }[] = [];
  const http = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader("content-type", "application/json");
    if (request.url === "/api/v1/auth/bot-token") return response.end('{"access_token":"token-1"}');
    if (request.url?.startsWith("/api/v1/tracks"))
      return response.end(JSON.stringify({ items: [{ id: "trk_1", title: "Low Tide", artist: "Maren" }] }));
    response.end("{}");
  });
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => "veza.chat.v1" });
  sockets.on("connection", (socket, request) => {
    asked.push(`${request.url} ${request.headers["sec-websocket-protocol"]}`);
    const line = { socket, heard: [] as Record<string, unknown>[] };
    lines.push(line);
    socket.on("message", (data) => void line.heard.push(JSON.parse(String(data))));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closing.push(() => http.close().closeAllConnections());
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    line: (n: number) => until(() => lines[n]),
    tell: ({ socket }: { socket: WebSocket }, frame: object) =>
      socket.send(JSON.stringify(ChatServerFrame.parse(frame))),
  };
}

test("the bot joins, answers people once, survives a lost line and a refusal, and stops when it is thrown out", async () => {
  const veza = await smallVeza();
  const child = spawn(process.execPath, [join(import.meta.dirname, "chat-bot.ts"), veza.url, bot, room_id], {
    env: { ...process.env, BOT_SECRET: "secret" },
    stdio: "inherit",
  });
  closing.push(() => child.kill("SIGKILL"));
  const welcome = (last_seq: number, events: object[] = []) => ({
    t: "welcome",
    room,
    you: { user_id: bot, role: "member" },
    last_seq,
    events,
    resync: false,
  });
  const heard = (line: { heard: object[] }, count: number) =>
    until(() => (line.heard.length >= count ? line.heard : undefined));

  const first = await veza.line(0);
  expect(await heard(first, 1)).toEqual([{ t: "hello", since: null }]);
  expect(veza.asked).toEqual([
    "POST /api/v1/auth/bot-token",
    `POST /api/v1/rooms/${room_id}/join`,
    `/chat/ws?room_id=${room_id} veza.chat.v1, bearer.token-1`,
  ]);
  // What was said before it came is not its business; what programs say neither.
  veza.tell(first, welcome(3, [said(3, "!np")]));
  veza.tell(first, { t: "batch", events: [said(4, "!np", true), said(5, " !np ")] });
  const [, answer] = await heard(first, 2);
  expect(answer).toEqual({
    t: "message.send",
    id: `re-${said(5, "").message.id}`,
    reply_to: said(5, "").message.id,
    body: `Maren: Low Tide ${veza.url}/tracks/trk_1`,
  });
  // The line goes before the answer is acknowledged.
  first.socket.terminate();
  const second = await veza.line(1);
  expect(await heard(second, 1)).toEqual([{ t: "hello", since: 5 }]);
  veza.tell(second, welcome(5));
  expect((await heard(second, 2))[1]).toEqual(answer);
  // It was too fast: the same again, later.
  veza.tell(second, {
    t: "error",
    re: `re-${said(5, "").message.id}`,
    code: "slow_mode",
    message: "Wait.",
    retry_after_ms: 20,
  });
  expect((await heard(second, 3))[2]).toEqual(answer);
  veza.tell(second, {
    t: "ack",
    re: `re-${said(5, "").message.id}`,
    seq: 6,
    message_id: said(6, "").message.id,
    at,
  });
  second.socket.terminate();
  const third = await veza.line(2);
  await heard(third, 1);
  veza.tell(third, welcome(7, [said(7, "!np")]));
  const again = await heard(third, 2);
  expect(again[1]).toMatchObject({ id: `re-${said(7, "").message.id}` });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  third.socket.close(4403, "banned");
  expect(await ended).toBe(1);
}, 60_000);
