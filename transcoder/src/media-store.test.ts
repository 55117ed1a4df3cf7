import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMediaStore } from "./media-store.ts";
import { JobUnavailable } from "./outcome.ts";

const PART = 1000;
let dir: string;
let server: ReturnType<typeof createServer>;
const said: string[] = [];
const parts = new Map<number, Buffer>();
let joined: Buffer | null = null;
let failures = 0;
/** What may be read, and how each GET is answered: whole, with a status, or cut after so many bytes. */
let source = Buffer.alloc(0);
let gets: Array<{ status?: number; cutAfter?: number }> = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "veza-media-store-"));
  said.length = 0;
  parts.clear();
  joined = null;
  failures = 0;
  source = Buffer.from(Array.from({ length: 2500 }, (_, i) => i % 251));
  gets = [];
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.method === "GET") return read(request, response);
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
function read(request: IncomingMessage, response: ServerResponse): void {
  said.push(String(request.headers.range));
  const { status, cutAfter } = gets.shift() ?? {};
  if (status !== undefined) return void response.writeHead(status).end();
  if (source.length === 0) return void response.writeHead(200, { "content-length": 0 }).end();
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const body = source.subarray(Number(from), Number(to) + 1);
  response.writeHead(206, {
    "content-length": body.length,
    "content-range": `bytes ${from}-${Number(from) + body.length - 1}/${source.length}`,
  });
  if (cutAfter === undefined) return void response.end(body);
  response.write(body.subarray(0, cutAfter), () => response.destroy());
}

async function whole(): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store().read("originals/upl_1")) chunks.push(chunk);
  return Buffer.concat(chunks);
}

afterEach(async () => {
  server.close();
  await rm(dir, { recursive: true, force: true });
});

const store = () =>
  createMediaStore({
    mediaUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/media`,
    token: () => "token",
    trace: { trace_id: `${"0".repeat(31)}1`, span_id: `${"0".repeat(15)}1` },
    signal: new AbortController().signal,
    onRetry: () => undefined,
    random: () => 0,
    partBytes: PART,
    rangeBytes: PART,
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

test("a source comes in ranges, and an empty one is empty", async () => {
  expect((await whole()).equals(source)).toBe(true);
  expect(said).toEqual(["bytes=0-999", "bytes=1000-1999", "bytes=2000-2999"]);
  source = Buffer.alloc(0);
  expect(await whole()).toHaveLength(0);
});

test("what breaks on the way is taken up where it broke", async () => {
  gets = [{ cutAfter: 300 }, { status: 503 }, {}, { cutAfter: 0 }];
  expect((await whole()).equals(source)).toBe(true);
  expect(said).toEqual([
    "bytes=0-999",
    "bytes=300-1299",
    "bytes=300-1299",
    "bytes=1300-2299",
    "bytes=1300-2299",
    "bytes=2300-3299",
  ]);
});

test("a refusal at the start is final, and so is one on the way that will not pass", async () => {
  for (const status of [404, 500]) {
    gets = [{ status }];
    await expect(whole()).rejects.toThrow(new JobUnavailable(`the source answered ${status}`));
  }
  said.length = 0;
  gets = [{}, { status: 403 }];
  await expect(whole()).rejects.toThrow("the source answered 403");
  expect(said).toHaveLength(2);
});

test("a source that keeps breaking without a byte is given up", async () => {
  gets = [{}, ...Array.from({ length: 6 }, () => ({ status: 503 }))];
  await expect(whole()).rejects.toThrow("the source answered 503");
  expect(said).toHaveLength(7);
});
