import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Track } from "@veza/contracts/http/tracks";
import { InboxServerFrame, type TrackProgress } from "@veza/contracts/ws/inbox";
import { leaseSharedStack } from "@veza/dev/testing/shared-stack";
import { gradientPng } from "@veza/testing/png";
import { sweepWav } from "@veza/testing/sound";
import { until } from "@veza/testing/until";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { Client } from "./support/client.ts";

let stack: Awaited<ReturnType<typeof leaseSharedStack>>;
let artist: Client;

beforeAll(async () => {
  stack = await leaseSharedStack(inject("sharedStack"));
  artist = await Client.register(stack);
});
afterAll(() => stack?.release());

/** Log lines of a part that are JSON and belong to a trace. */
async function traced(part: string, trace_id: string): Promise<string[]> {
  const folder = join(stack.dataDir, "logs");
  const found: string[] = [];
  for (const file of await readdir(folder)) {
    const lines = (await readFile(join(folder, file), "utf8")).split("\n");
    const isOfPart = (line: string) => file === `${part}.log` || line.includes(`"worker":"${part}"`);
    found.push(...lines.filter((line) => line.includes(trace_id) && isOfPart(line)));
  }
  return found;
}

describe("a WAV is dropped on the platform", () => {
  const wav = sweepWav(20);
  let track: Track;
  let trace_id: string;
  const frames: InboxServerFrame[] = [];

  beforeAll(async () => {
    const socket = new WebSocket(`${stack.url.replace("http", "ws")}/chat/inbox`, [
      "veza.inbox.v1",
      `bearer.${artist.token}`,
    ]);
    socket.addEventListener("message", (event) =>
      frames.push(InboxServerFrame.parse(JSON.parse(String(event.data)))),
    );
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const response = await artist.send(wav, "sweep.wav", { title: "Sweep", tags: "test,sweep" });
    expect(response.status).toBe(201);
    trace_id = response.headers.get("traceparent")?.split("-")[1] ?? "";
    track = await artist.settled(((await response.json()) as Track).id);
    await until(async () => frames.find((frame) => frame.t === "notification.new"), "the notification", {
      timeout_ms: 10_000,
    });
    socket.close();
  });

  test("it ends completed, with what was measured", () => {
    expect(track).toMatchObject({
      status: "completed",
      duration_ms: 20_000,
      audio: { codec: "pcm_s16le", sample_rate: 44_100, bit_depth: 16, channels: 2, bytes: wav.byteLength },
    });
    expect(track.audio?.renditions.map((rendition) => rendition.name).sort()).toEqual([
      "aac_128",
      "aac_256",
      "aac_64",
      "flac",
    ]);
    expect(track.loudness_lufs).toBeGreaterThan(-20);
    expect(track.loudness_lufs).toBeLessThan(-5);
  });

  test("its stages were shown live, in order and never backwards", () => {
    const shown = frames.filter(
      (frame): frame is TrackProgress => frame.t === "track.progress" && frame.track_id === track.id,
    );
    const order = ["scanning", "probing", "analysing", "transcoding", "verifying"];
    const stages = shown.map((frame) => frame.stage).filter((stage) => stage !== null);
    expect([...stages].sort((a, b) => order.indexOf(a) - order.indexOf(b))).toEqual(stages);
    expect(stages.at(-1)).toBe("verifying");
    expect(shown.at(-1)).toMatchObject({ status: "completed", progress: 1 });
    const progress = shown.map((frame) => frame.progress);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  });

  test("every playlist and every segment answers, as public and immutable", async () => {
    const master = await fetch(stack.url + track.stream_manifest_url);
    expect(master.headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
    const base = new URL(track.stream_manifest_url ?? "", stack.url);
    const playlists = (await master.text())
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(playlists).toHaveLength(4);
    for (const playlist of playlists) {
      const text = await (await fetch(new URL(playlist, base))).text();
      const uris = [
        /EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? "",
        ...text.split("\n").filter((line) => line !== "" && !line.startsWith("#")),
      ];
      for (const uri of uris) {
        const response = await fetch(new URL(uri, new URL(playlist, base)));
        expect([uri, response.status, response.headers.get("cache-control")]).toEqual([
          uri,
          200,
          "public, max-age=31536000, immutable",
        ]);
        await response.arrayBuffer();
      }
    }
  });

  test("its bytes are kept as they came", async () => {
    const [row] = await stack.sql("select source_sha256 from track_versions where track_id = $1", [track.id]);
    expect(row?.source_sha256).toBe(createHash("sha256").update(wav).digest("hex"));
  });

  test("its artist is told by notification and by mail", async () => {
    expect(frames.find((frame) => frame.t === "notification.new")).toMatchObject({
      notification: { type: "track_processed", data: { track_id: track.id } },
    });
    const mail = await until(
      async () => (await stack.mail(artist.user.email)).find((one) => one.subject.includes("Sweep")),
      "the mail",
      { timeout_ms: 10_000 },
    );
    expect(mail.text).toContain(`/tracks/${track.id}`);
  });

  test("one trace id went through the API, the queue, the stream Worker, the inbox and the transcoder", async () => {
    for (const part of ["veza-api", "veza-stream", "veza-chat", "transcoder"]) {
      expect([part, (await traced(part, trace_id)).length > 0]).toEqual([part, true]);
    }
  });

  test("without the database segments still come, from the edge and from the store", async () => {
    await stack.stopPart("database");
    try {
      const base = new URL(track.stream_manifest_url ?? "", stack.url);
      for (const uri of [
        "aac_64/playlist.m3u8",
        "aac_64/0.m4s",
        "aac_64/1.m4s",
        "aac_64/1.m4s",
        "flac/0.m4s",
      ]) {
        expect([uri, (await fetch(new URL(uri, base))).status]).toEqual([uri, 200]);
      }
      expect((await fetch(`${stack.url}/readyz`)).status).toBe(503);
    } finally {
      await stack.startPart("database");
    }
  });

  test("made private it is gone for others at once, and its artist still hears it", async () => {
    const etag = (await artist.request(`/api/v1/tracks/${track.id}`)).headers.get("etag") ?? "";
    const edited = await artist.request(`/api/v1/tracks/${track.id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json", "if-match": etag },
      body: JSON.stringify({ visibility: "private" }),
    });
    expect(edited.status).toBe(200);
    expect((await fetch(stack.url + track.stream_manifest_url)).status).toBe(404);
    const mine = (await edited.json()) as Track;
    expect((await fetch(stack.url + mine.stream_manifest_url)).status).toBe(200);
    expect((await fetch(`${stack.url}/api/v1/tracks/${track.id}`)).status).toBe(404);
  });

  test("a picture becomes its artwork in three sizes, without metadata", async () => {
    const response = await artist.request(`/api/v1/tracks/${track.id}/artwork`, {
      method: "PUT",
      body: gradientPng(),
      headers: { "content-type": "image/png" },
    });
    expect([response.status, response.status === 200 ? "" : await response.text()]).toEqual([200, ""]);
    const { artwork_url } = (await response.json()) as Track;
    for (const size of [160, 600, 1200]) {
      const picture = await fetch(stack.url + artwork_url?.replace("/600.jpg", `/${size}.jpg`));
      expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
      expect(Buffer.from(await picture.arrayBuffer()).includes("Exif")).toBe(false);
    }
    const bad = await artist.request(`/api/v1/tracks/${track.id}/artwork`, {
      method: "PUT",
      body: "no picture at all",
    });
    expect(bad.status).toBe(415);
  });

  test("deleted it is gone for everybody", async () => {
    const mine = await artist.track(track.id);
    expect((await artist.request(`/api/v1/tracks/${track.id}`, { method: "DELETE" })).status).toBe(204);
    expect((await fetch(stack.url + mine.stream_manifest_url)).status).toBe(404);
    expect((await artist.request(`/api/v1/tracks/${track.id}`)).status).toBe(404);
  });
});

describe("who knocks at the inbox", () => {
  const knock = (protocols: string[], headers: Record<string, string> = {}) =>
    new Promise<{ code: number; reason: string }>((resolve) => {
      const socket = new WebSocket(`${stack.url.replace("http", "ws")}/chat/inbox`, {
        protocols,
        headers,
      } as unknown as string[]);
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
      socket.addEventListener("message", () => socket.close(1000, "let in"));
    });
  test.each([
    ["with a token", () => ["veza.inbox.v1", `bearer.${artist.token}`], {}, { code: 1000, reason: "let in" }],
    ["with nothing", () => ["veza.inbox.v1"], {}, { code: 4401, reason: "unauthenticated" }],
    [
      "with a forged token",
      () => ["veza.inbox.v1", `bearer.${artist.token}x`],
      {},
      { code: 4401, reason: "unauthenticated" },
    ],
    [
      "with a cookie from another site",
      () => ["veza.inbox.v1"],
      { cookie: "__Host-veza_access=TOKEN", origin: "https://evil.test" },
      { code: 4403, reason: "forbidden" },
    ],
    [
      "with a cookie and no origin",
      () => ["veza.inbox.v1"],
      { cookie: "__Host-veza_access=TOKEN" },
      { code: 4403, reason: "forbidden" },
    ],
  ])("%s", async (_name, protocols, headers, expected) => {
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("TOKEN", artist.token)]),
    );
    expect(await knock(protocols(), filled)).toEqual(expected);
  });
});
