import type { Track } from "@veza/contracts/http/tracks";
import { InboxServerFrame } from "@veza/contracts/ws/inbox";
import type { Stack } from "@veza/dev/stack";

/** Signs a demo account in. @returns its access token */
export async function signIn(stack: Stack, email = "artist@veza.test"): Promise<string> {
  const response = await fetch(`${stack.url}/api/v1/auth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: "veza-demo-1" }),
  });
  if (response.status !== 200) throw new Error(`sign-in answered ${response.status}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Uploads a WAV. @returns the track and the moment (performance.now) of the answer to its last byte */
export async function upload(
  stack: Stack,
  token: string,
  bytes: Uint8Array<ArrayBuffer>,
  title: string,
): Promise<{ track: Track; at: number }> {
  const form = new FormData();
  form.set("title", title);
  form.set("artist", "Bench");
  form.set("file", new Blob([bytes]), "bench.wav");
  const response = await fetch(`${stack.url}/api/v1/tracks`, {
    method: "POST",
    body: form,
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.status !== 201) throw new Error(`upload answered ${response.status}`);
  const at = performance.now();
  return { track: (await response.json()) as Track, at };
}

/** Listens to the inbox; `ended` gives the moment of a track's end and `stages` the moments at which each stage was first shown. */
export async function watchInbox(stack: Stack, token: string) {
  const socket = new WebSocket(`${stack.url.replace("http", "ws")}/chat/inbox`, [
    "veza.inbox.v1",
    `bearer.${token}`,
  ]);
  const stages = new Map<string, number>();
  const ends = new Map<string, { status: string; at: number }>();
  const waiting = new Map<string, (end: { status: string; at: number }) => void>();
  socket.addEventListener("message", (event) => {
    const frame = InboxServerFrame.parse(JSON.parse(String(event.data)));
    if (frame.t !== "track.progress") return;
    const key = `${frame.track_id} ${frame.stage ?? frame.status}`;
    if (!stages.has(key)) stages.set(key, performance.now());
    if (frame.status === "processing") return;
    const end = { status: frame.status, at: performance.now() };
    ends.set(frame.track_id, end);
    waiting.get(frame.track_id)?.(end);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  return {
    stages: (id: string) =>
      [...stages]
        .filter(([key]) => key.startsWith(id))
        .map(([key, at]) => [key.split(" ")[1] ?? "", at] as const),
    ended: (id: string) => {
      const known = ends.get(id);
      return known === undefined
        ? new Promise<{ status: string; at: number }>((resolve) => waiting.set(id, resolve))
        : Promise.resolve(known);
    },
    close: () => socket.close(),
  };
}
