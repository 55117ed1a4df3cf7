/**
 * A bot in a room: `BOT_SECRET=… node examples/chat-bot.ts https://veza.example usr_… rom_…`
 * (docs/protocol.md).
 */
type Message = { id: string; body: string; author: { is_bot?: boolean } };
type RoomEvent = { t: string; seq: number; message?: Message };
type Frame = { t: string; re?: string; retry_after_ms?: number; last_seq?: number; events?: RoomEvent[] };
const [server = "", user_id = "", room_id = ""] = process.argv.slice(2);

async function call<T>(path: string, body?: object, token = ""): Promise<T> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const post = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(server + path, body === undefined ? {} : post);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json() as Promise<T>;
}
async function nowPlaying(): Promise<string> {
  type Tracks = { items: { id: string; title: string; artist: string }[] };
  const [track] = (await call<Tracks>("/api/v1/tracks?sort=trending&limit=1")).items;
  return track ? `${track.artist}: ${track.title} ${server}/tracks/${track.id}` : "Nothing, it is quiet.";
}
const commands = new Map([["!np", nowPlaying]]);
/**
 * What has no answer yet, by its id. It may be sent again, also over another line, and is one message all the
 * same.
 */
const waiting = new Map<string, string>();
let since: number | null = null;
let attempt = 0;

async function take({ t, re = "", ...frame }: Frame, say: (text: string) => void): Promise<void> {
  if (t === "ack" || (t === "error" && frame.retry_after_ms === undefined)) waiting.delete(re);
  else if (t === "error") setTimeout(() => say(waiting.get(re) ?? '{"t":"ping"}'), frame.retry_after_ms);
  if (t === "welcome") attempt = 0;
  if (t === "welcome") for (const text of waiting.values()) say(text);
  const news = (frame.events ?? []).filter(({ seq }) => since !== null && seq > since);
  since = Math.max(since ?? 0, frame.last_seq ?? 0, ...(t === "batch" ? news : []).map(({ seq }) => seq));
  for (const { message } of news) {
    const command = message?.author.is_bot ? undefined : commands.get(message?.body.trim() ?? "");
    if (command === undefined || message === undefined) continue;
    const id = `re-${message.id}`; // Made from what it answers: who starts anew answers once, too.
    waiting.set(id, JSON.stringify({ t: "message.send", id, reply_to: message.id, body: await command() }));
    say(waiting.get(id) ?? "");
  }
}
async function connect(): Promise<number> {
  const signIn = { user_id, secret: process.env.BOT_SECRET };
  const { access_token } = await call<{ access_token: string }>("/api/v1/auth/bot-token", signIn);
  await call(`/api/v1/rooms/${room_id}/join`, {}, access_token);
  const url = `${server.replace("http", "ws")}/chat/ws?room_id=${room_id}`;
  const socket = new WebSocket(url, ["veza.chat.v1", `bearer.${access_token}`]);
  const say = (text: string) => void (socket.readyState === WebSocket.OPEN && socket.send(text));
  const ping = setInterval(say, 30_000, '{"t":"ping"}');
  socket.addEventListener("open", () => say(JSON.stringify({ t: "hello", since })));
  socket.addEventListener("message", ({ data }) => void take(JSON.parse(data), say).catch(console.error));
  const closed = new Promise<number>((end) => socket.addEventListener("close", ({ code }) => end(code)));
  return closed.finally(() => clearInterval(ping));
}
for (;;) {
  const code = await connect().catch((cause) => void console.error(cause));
  if (code !== undefined && code >= 4400 && code !== 4410) process.exit(1); // Banned, or the room is gone.
  await new Promise((go) => setTimeout(go, Math.random() * Math.min(30_000, 500 * 2 ** attempt++)));
}

export {};
