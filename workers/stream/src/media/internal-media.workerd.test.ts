import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createStreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { issueJobToken } from "./job-token.ts";

const bindings = env as unknown as StreamEnv;
const app = createStreamApp();
const prefix = "hls/trk_01h455vb4pex5vsknk084sn02q/v1/";

const ask = async (
  method: string,
  path: string,
  options: { body?: BodyInit; token?: string; range?: string } = {},
) => {
  const token =
    options.token ?? (await issueJobToken("originals/upl_1", prefix, bindings.JOB_TOKEN_SECRET, Date.now()));
  const bytes =
    options.body === undefined ? undefined : new Uint8Array(await new Response(options.body).arrayBuffer());
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (bytes !== undefined) headers["content-length"] = String(bytes.byteLength);
  if (options.range !== undefined) headers.range = options.range;
  return app.request(
    `http://localhost:8787/stream/internal/media/${path}`,
    { method, headers, ...(bytes === undefined ? {} : { body: bytes }) },
    bindings,
    createExecutionContext(),
  );
};

test("a run reads its source and writes under its prefix, and nothing else", async () => {
  await bindings.MEDIA.put("originals/upl_1", "the source");
  await bindings.MEDIA.put("originals/upl_2", "somebody else's");
  expect(await (await ask("GET", "originals/upl_1")).text()).toBe("the source");
  expect((await ask("GET", "originals/upl_2")).status).toBe(403);
  expect((await ask("PUT", `${prefix}master.m3u8`, { body: "#EXTM3U" })).status).toBe(200);
  const stored = await bindings.MEDIA.get(`${prefix}master.m3u8`);
  expect([await stored?.text(), stored?.httpMetadata?.contentType]).toEqual([
    "#EXTM3U",
    "application/vnd.apple.mpegurl",
  ]);
  for (const path of [
    "originals/upl_1",
    "hls/trk_01h455vb4pex5vsknk084sn02q/v2/master.m3u8",
    `${prefix}../v2/x.m4s`,
  ]) {
    expect((await ask("PUT", path, { body: "x" })).status).toBe(403);
  }
  expect((await ask("GET", "originals/upl_1", { token: "j1.e30.AAAA" })).status).toBe(403);
});

test("a run reads its source range by range", async () => {
  await bindings.MEDIA.put("originals/upl_1", "the source");
  const read = async (range: string) => {
    const response = await ask("GET", "originals/upl_1", { range });
    return [response.status, response.headers.get("content-range"), await response.text()];
  };
  expect(await read("bytes=0-3")).toEqual([206, "bytes 0-3/10", "the "]);
  expect(await read("bytes=4-99")).toEqual([206, "bytes 4-9/10", "source"]);
  expect((await read("bytes=10-19")).slice(0, 2)).toEqual([416, "bytes */10"]);
  await bindings.MEDIA.put("originals/upl_1", "");
  expect(await read("bytes=0-3")).toEqual([200, null, ""]);
});

test("a large object comes in parts", async () => {
  const key = `${prefix}download.mp3`;
  const { upload_id } = (await (await ask("POST", `${key}?action=create`)).json()) as { upload_id: string };
  const pieces = [new Uint8Array(5 * 1024 * 1024).fill(1), new Uint8Array(100).fill(2)];
  const parts: { part: number; etag: string }[] = [];
  for (const [i, piece] of pieces.entries()) {
    const { etag } = (await (
      await ask("PUT", `${key}?upload_id=${upload_id}&part=${i + 1}`, { body: piece })
    ).json()) as { etag: string };
    parts.push({ part: i + 1, etag });
  }
  const done = await ask("POST", `${key}?action=complete&upload_id=${upload_id}`, {
    body: JSON.stringify({ parts }),
  });
  expect(await done.json()).toEqual({ bytes: 5 * 1024 * 1024 + 100 });
  expect((await bindings.MEDIA.head(key))?.size).toBe(5 * 1024 * 1024 + 100);
});
