import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { TrackAccess } from "@veza/contracts/rpc";
import { issueGrant, listeningLifeMs } from "@veza/worker-kit/grant";
import { beforeEach, describe, expect, test } from "vitest";
import { createStreamApp } from "../app.ts";
import type { StreamEnv } from "../env.ts";
import { forgetAccess, readAccess, writeAccess } from "./access.ts";

const bindings = env as unknown as StreamEnv;
const app = createStreamApp();
const track_id = "trk_01h455vb4pex5vsknk084sn02q";
const segment = Uint8Array.from({ length: 5000 }, (_, i) => i % 256);
const base: TrackAccess = {
  track_id,
  uploader_id: "usr_01h455vb4pex5vsknk084sn02q",
  visibility: "public",
  current: "v1",
  gone: false,
  is_downloadable: false,
  replaced_until_ms: null,
  revision: 1,
};

const get = async (grant: string, file: string, headers: Record<string, string> = {}, method = "GET") => {
  const context = createExecutionContext();
  const response = await app.request(
    `http://localhost:8787/stream/hls/${grant}/${track_id}/${file}`,
    { headers, method },
    bindings,
    context,
  );
  const body = new Uint8Array(await response.arrayBuffer());
  await waitOnExecutionContext(context);
  return { status: response.status, headers: response.headers, body };
};

beforeEach(async () => {
  forgetAccess();
  await bindings.MEDIA.put(`hls/${track_id}/v1/aac_128/0.m4s`, segment);
  await bindings.MEDIA.put(`hls/${track_id}/v1/master.m3u8`, "#EXTM3U\n");
  await bindings.MEDIA.put(`hls/${track_id}/v1/index.json`, "{}");
  await bindings.MEDIA.put(`hls/${track_id}/access.json`, JSON.stringify(base));
});

describe("a segment of a public track", () => {
  test("is immutable, typed and tagged, from the store first and from the edge's cache after", async () => {
    for (let i = 0; i < 2; i++) {
      const { status, headers, body } = await get("public", "v1/aac_128/0.m4s");
      expect(status).toBe(200);
      expect(body).toEqual(segment);
      expect(headers.get("content-type")).toBe("audio/mp4");
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(headers.get("etag")).toMatch(/^"[0-9a-f]{32}"$/);
      expect(headers.get("content-length")).toBe("5000");
      expect(headers.get("accept-ranges")).toBe("bytes");
    }
    await bindings.MEDIA.delete(`hls/${track_id}/v1/aac_128/0.m4s`);
    expect((await get("public", "v1/aac_128/0.m4s")).body).toEqual(segment);
  });

  test.each([
    ["bytes=0-0", 206, "bytes 0-0/5000", [0, 1]],
    ["bytes=100-199", 206, "bytes 100-199/5000", [100, 200]],
    ["bytes=-10", 206, "bytes 4990-4999/5000", [4990, 5000]],
    ["bytes=4990-9999", 206, "bytes 4990-4999/5000", [4990, 5000]],
    ["bytes=5000-", 416, "bytes */5000", null],
    ["bytes=0-1,5-6", 200, null, [0, 5000]],
  ] as const)("range %s, from the store and from the cache", async (range, status, contentRange, slice) => {
    for (const warm of [false, true]) {
      if (warm) await get("public", "v1/aac_128/0.m4s");
      const response = await get("public", "v1/aac_128/0.m4s", { range });
      expect([response.status, response.headers.get("content-range")]).toEqual([status, contentRange]);
      if (slice !== null) expect(response.body).toEqual(segment.slice(...slice));
    }
  });

  test("HEAD has the headers and no body; a known tag is 304; If-Range with another tag is the whole", async () => {
    const head = await get("public", "v1/aac_128/0.m4s", {}, "HEAD");
    expect([head.status, head.headers.get("content-length"), head.body.byteLength]).toEqual([200, "5000", 0]);
    const etag = head.headers.get("etag") ?? "";
    expect((await get("public", "v1/aac_128/0.m4s", { "if-none-match": etag })).status).toBe(304);
    expect((await get("public", "v1/aac_128/0.m4s", { "if-none-match": `W/${etag}, "x"` })).status).toBe(304);
    expect((await get("public", "v1/aac_128/0.m4s", { range: "bytes=0-9", "if-range": etag })).status).toBe(
      206,
    );
    expect(
      (await get("public", "v1/aac_128/0.m4s", { range: "bytes=0-9", "if-range": '"other"' })).status,
    ).toBe(200);
  });
});

describe("what is not public", () => {
  const hide = (access: Partial<TrackAccess>) =>
    writeAccess(bindings.MEDIA, { ...base, revision: 2, ...access });
  const grantFor = async (tier: "listener" | "owner", now = Date.now()) =>
    (await issueGrant({ track_id, user_id: "guest", tier }, bindings.GRANT_SECRET, now)).grant;

  test("a signed grant opens it, kept by the listener's browser only; the cache is shared, the access is not", async () => {
    await get("public", "v1/aac_128/0.m4s");
    await hide({ visibility: "unlisted" });
    expect((await get("public", "v1/aac_128/0.m4s")).status).toBe(404);
    const signed = await get(await grantFor("listener"), "v1/aac_128/0.m4s");
    expect([signed.status, signed.headers.get("cache-control")]).toEqual([
      200,
      "private, max-age=31536000, immutable",
    ]);
  });

  test("a player at the pace of the music hears an unlisted track to its end, unless it is withdrawn", async () => {
    await hide({ visibility: "unlisted" });
    // Asked for seven and a half minutes ago, when the track of that length began.
    const began = Date.now() - 450_000;
    const input = { track_id, user_id: "guest", tier: "listener" } as const;
    const { grant } = await issueGrant(input, bindings.GRANT_SECRET, began, listeningLifeMs(450_000));
    expect((await get(grant, "v1/aac_128/0.m4s")).status).toBe(200);
    await hide({ visibility: "private", revision: 3 });
    expect((await get(grant, "v1/aac_128/0.m4s")).status).toBe(404);
  });

  test("a page of another site may read public media and its errors, and nothing that is signed", async () => {
    const open = ["access-control-allow-origin", "cross-origin-resource-policy"] as const;
    const site = { origin: "https://player.example" };
    for (const file of ["v1/aac_128/0.m4s", "v1/master.m3u8", "v1/aac_128/9.m4s"]) {
      const { headers } = await get("public", file, site);
      expect(open.map((name) => headers.get(name))).toEqual(["*", "cross-origin"]);
    }
    const preflight = await get("public", "v1/aac_128/0.m4s", site, "OPTIONS");
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("range");
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    await hide({ visibility: "unlisted" });
    const signed = await get(await grantFor("listener"), "v1/aac_128/0.m4s", site);
    expect([signed.status, ...open.map((name) => signed.headers.get(name))]).toEqual([
      200,
      null,
      "same-origin",
    ]);
  });

  test("an expired grant says so, a forged one is not found", async () => {
    const old = await get(await grantFor("listener", Date.now() - 600_000), "v1/aac_128/0.m4s");
    expect(old.status).toBe(403);
    expect(JSON.parse(new TextDecoder().decode(old.body))).toMatchObject({ code: "grant_expired" });
    expect((await get(`${await grantFor("listener")}x`, "v1/aac_128/0.m4s")).status).toBe(404);
  });

  test("deleted: nobody, whatever they hold, within the time that an isolate trusts what it read", async () => {
    const grant = await grantFor("owner");
    expect((await get(grant, "v1/aac_128/0.m4s")).status).toBe(200);
    await hide({ gone: true });
    expect((await get(grant, "v1/aac_128/0.m4s")).status).toBe(404);
    expect((await get("public", "v1/aac_128/0.m4s")).status).toBe(404);
  });

  test.each([
    "v1/index.json",
    "access.json",
    "v1/../access.json",
    "v2/master.m3u8",
    "v1/%2e%2e/access.json",
    "x1/master.m3u8",
  ])("%s is not found", async (file) => {
    expect((await get("public", file)).status).toBe(404);
  });
});

test("an older word on a track never replaces a newer one, and writers at once all end", async () => {
  await Promise.all(
    [5, 3, 9, 4].map((revision) =>
      writeAccess(bindings.MEDIA, { ...base, revision, visibility: revision === 9 ? "private" : "public" }),
    ),
  );
  forgetAccess();
  expect(await readAccess(bindings.MEDIA, track_id, Date.now())).toMatchObject({
    revision: 9,
    visibility: "private",
  });
});
