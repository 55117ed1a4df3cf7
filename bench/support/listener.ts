import type { Track } from "@veza/contracts/http/tracks";
import { InboxServerFrame } from "@veza/contracts/ws/inbox";
import type { Stack } from "@veza/dev/stack";
import { ApiClient } from "@veza/testing/api-client";

/** Signs a demo account in. */
export const signIn = (stack: Stack, email = "artist@veza.test"): Promise<ApiClient> =>
  ApiClient.signIn(stack.url, email, "veza-demo-1");

/** Uploads a WAV. @returns the track and the moment (performance.now) of the answer to its last byte */
export async function upload(
  client: ApiClient,
  bytes: Uint8Array<ArrayBuffer>,
  title: string,
): Promise<{ track: Track; at: number }> {
  const response = await client.send(bytes, "bench.wav", { title, artist: "Bench" });
  const at = performance.now();
  if (response.status !== 201) throw new Error(`upload answered ${response.status}`);
  return { track: (await response.json()) as Track, at };
}

/**
 * Listens to the inbox; `ended` gives the moment of a track's end and `stages` the moments at which each
 * stage was first shown.
 */
export async function watchInbox({ url, token }: ApiClient) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/chat/inbox`, [
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
