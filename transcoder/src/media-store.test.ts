import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMediaStore } from "./media-store.ts";

const PART = 1000;
let dir: string;
let server: ReturnType<typeof createServer>;
const said: string[] = [];
const parts = new Map<number, Buffer>();
let joined: Buffer | null = null;
let failures = 0;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "veza-media-store-"));
  said.length = 0;
  parts.clear();
  joined = null;
  failures = 0;
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    said.push(`${request.method} ${url.search}`);
    if (failures > 0) {
      failures -= 1;
      response.writeHead(503).end();
      return;
    }
    const answer = (value: object) => response.writeHead(200).end(JSON.stringify(value));
    if (url.searchParams.get("action") === "create") return void answer({ upload_id: "up/1" });
    if (url.searchParams.get("action") === "complete") {
      const { parts: listed } = JSON.parse(body.toString()) as { parts: { part: number; etag: string }[] };
      joined = Buffer.concat(listed.map(({ part }) => parts.get(part) ?? Buffer.alloc(0)));
      return void answer({ bytes: joined.length });
    }
    const part = Number(url.searchParams.get("part") ?? 1);
    parts.set(part, body);
    answer({ etag: `e${part}` });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.close();
  await rm(dir, { recursive: true, force: true });
});

const store = () =>
  createMediaStore({
    mediaUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/media`,
    token: "token",
    trace: { trace_id: `${"0".repeat(31)}1`, span_id: `${"0".repeat(15)}1` },
    signal: new AbortController().signal,
    onRetry: () => undefined,
    random: () => 0,
    partBytes: PART,
  });

test("a file that is too large for one request goes in parts and arrives whole, also past a failure", async () => {
  const bytes = Buffer.from(Array.from({ length: 2 * PART + 500 }, (_, i) => i % 251));
  const file = join(dir, "download.mp3");
  await writeFile(file, bytes);
  failures = 1;
  expect(await store().write("hls/t/v1/download.mp3", { file }, "audio/mpeg")).toBe(bytes.length);
  expect(joined?.equals(bytes)).toBe(true);
  expect(said).toEqual([
    "POST ?action=create",
    "POST ?action=create",
    "PUT ?upload_id=up%2F1&part=1",
    "PUT ?upload_id=up%2F1&part=2",
    "PUT ?upload_id=up%2F1&part=3",
    "POST ?action=complete&upload_id=up%2F1",
  ]);
});

test("what fits goes in one", async () => {
  const bytes = new Uint8Array(PART);
  expect(await store().write("hls/t/v1/0.m4s", bytes, "audio/mp4")).toBe(PART);
  expect(said).toEqual(["PUT "]);
});
