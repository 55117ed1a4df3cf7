import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@veza/core/ids";
import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness, wavBytes } from "../../testing/harness.ts";
import { expireUploads } from "./expiry.ts";
import { PART_BYTES } from "./part-buffer.ts";

const TUS = { "tus-resumable": "1.0.0" };
/** What bytes are compared by: a matcher takes many seconds over millions of them. */
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const metadata = (more: Record<string, string> = {}) =>
  Object.entries({ filename: "ä/song.wav", title: "Title", artist: "Artist", visibility: "public", ...more })
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");

describe.each(await availableBackends())("resumable uploads on $name", (backend) => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    token = (await harness.account()).token;
  });

  const create = (length: number, headers: Record<string, string> = {}) =>
    harness.request("/api/v1/uploads", {
      method: "POST",
      token,
      headers: { ...TUS, "upload-length": String(length), "upload-metadata": metadata(), ...headers },
    });
  const begin = async (length: number) => (await create(length)).headers.get("location") ?? "";
  const head = (path: string) => harness.request(path, { method: "HEAD", token, headers: TUS });
  const offsetOf = async (path: string) => Number((await head(path)).headers.get("upload-offset"));
  const patch = (path: string, offset: number, body: BodyInit, headers: Record<string, string> = {}) =>
    harness.request(path, {
      method: "PATCH",
      token,
      body,
      duplex: "half",
      headers: {
        ...TUS,
        "content-type": "application/offset+octet-stream",
        "upload-offset": String(offset),
        ...headers,
      },
    } as RequestInit & { token: string });
  const stored = async () => {
    const [row] = await harness.database.query("select object_key from uploads");
    const object = await harness.bucket.get(String(row?.object_key));
    return new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0));
  };

  test("bytes in any pieces become one file with its hash, and one track", async () => {
    const file = wavBytes(PART_BYTES * 2 + 12_345);
    const path = await begin(file.byteLength);
    // Within a part, over its border, exactly to a border, and the rest.
    const cuts = [0, 1000, PART_BYTES - 1, PART_BYTES + 5, PART_BYTES * 2, file.byteLength];
    let last: Response | undefined;
    for (let i = 0; i + 1 < cuts.length; i++) {
      last = await patch(path, cuts[i]!, file.slice(cuts[i], cuts[i + 1]));
      expect([last.status, last.headers.get("upload-offset")]).toEqual([204, String(cuts[i + 1])]);
    }
    const trackId = last?.headers.get("veza-track-id");
    expect(trackId).toMatch(/^trk_/);
    expect((await head(path)).headers.get("veza-track-id")).toBe(trackId);
    await harness.settle();
    expect(sha256(await stored())).toBe(sha256(file));
    const [version] = await harness.database.query(
      "select source_sha256, source_bytes::int as bytes, file_name from track_versions",
    );
    expect(version).toEqual({
      source_sha256: sha256(file),
      bytes: file.byteLength,
      file_name: "song.wav",
    });
    expect(harness.said.media).toHaveLength(1);
    expect((await harness.bucket.list({ prefix: `uploads/${path.split("/").at(-1)}/` })).objects).toEqual([]);
  });

  test("a file for a room and a track at once is refused: it goes to one place", async () => {
    const pairs = { room_id: newId("room"), track_id: newId("track"), filename: "a.wav" };
    const header = Object.entries(pairs).map(
      ([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`,
    );
    const refused = await create(20_000, { "upload-metadata": header.join(",") });
    expect([refused.status, await codeOf(refused)]).toEqual([400, "invalid_request"]);
  });

  test("a client that may only POST uploads by X-HTTP-Method-Override, with the same rules on who may", async () => {
    const file = wavBytes(20_000);
    const path = await begin(file.byteLength);
    const post = (method: string, headers: Record<string, string>, body: BodyInit | null, as = token) =>
      harness.request(path, {
        method: "POST",
        token: as,
        body,
        headers: { ...TUS, "x-http-method-override": method, ...headers },
      });
    const bytes = { "content-type": "application/offset+octet-stream", "upload-offset": "0" };
    const stranger = await harness.account();
    expect((await post("PATCH", bytes, file, stranger.token)).status).toBe(404);
    const sent = await post("PATCH", bytes, file);
    expect([sent.status, sent.headers.get("upload-offset")]).toEqual([204, "20000"]);
    const asked = await post("HEAD", {}, null);
    expect([asked.status, asked.headers.get("upload-length")]).toEqual([200, "20000"]);
    expect((await post("PUT", {}, null)).status).toBe(400);
  });

  test("the owner reads the SHA-256 of the original, and nobody else", async () => {
    const file = wavBytes(20_000);
    const sent = await patch(await begin(file.byteLength), 0, file);
    const track = `/api/v1/tracks/${sent.headers.get("veza-track-id")}`;
    const own = (await (await harness.request(track, { token })).json()) as { original: unknown };
    expect(own.original).toEqual({
      sha256: sha256(file),
      bytes: 20_000,
      file_name: "song.wav",
    });
    const staff = await harness.account("moderator");
    expect(await (await harness.request(track, { token: staff.token })).json()).toMatchObject({
      original: null,
    });
  });

  test("what arrived before the connection broke is kept, to the byte", async () => {
    const file = wavBytes(50_000);
    const path = await begin(file.byteLength);
    let pulls = 0;
    const broken = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (pulls++ === 0) return controller.enqueue(file.slice(0, 7_777));
        // An error clears what nobody has read yet: the bytes get time to arrive.
        await sleep(100);
        controller.error(new Error("cut"));
      },
    });
    await patch(path, 0, broken).catch(() => undefined);
    await harness.settle();
    expect(await offsetOf(path)).toBe(7_777);
    expect((await patch(path, 7_777, file.slice(7_777))).status).toBe(204);
    expect(sha256(await stored())).toBe(sha256(file));
  });

  test("a wrong offset is refused with the right one", async () => {
    const path = await begin(20_000);
    await patch(path, 0, wavBytes().slice(0, 5000));
    const wrong = await patch(path, 4000, wavBytes().slice(4000));
    expect([wrong.status, wrong.headers.get("upload-offset"), await codeOf(wrong)]).toEqual([
      409,
      "5000",
      "upload_offset_mismatch",
    ]);
    expect(await offsetOf(path)).toBe(5000);
  });

  test("two requests at once never mix: one holds the pen", async () => {
    const file = wavBytes(20_000);
    const path = await begin(file.byteLength);
    const answers = await Promise.all([patch(path, 0, file), patch(path, 0, file)]);
    await harness.settle();
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
    expect(sha256(await stored())).toBe(sha256(file));
    expect(await harness.database.query("select count(*)::int as n from tracks")).toEqual([{ n: 1 }]);
  });

  test("an upload that is whole is completed once, also when the crash came before the rows", async () => {
    const file = wavBytes(20_000);
    const path = await begin(file.byteLength);
    await patch(path, 0, file);
    await harness.settle();
    // As after a crash between joining the parts and writing the rows.
    await harness.database.exec(
      "update uploads set status = 'open', track_id = null; delete from track_versions; delete from tracks",
    );
    const [first, second] = await Promise.all([head(path), head(path)]);
    expect(first.headers.get("veza-track-id")).toMatch(/^trk_/);
    expect(second.headers.get("veza-track-id")).toBe(first.headers.get("veza-track-id"));
    expect(await harness.database.query("select count(*)::int as n from tracks")).toEqual([{ n: 1 }]);
    expect(sha256(await stored())).toBe(sha256(file));
  });

  test("surely no audio is refused after the first bytes, and forgotten", async () => {
    const picture = new Uint8Array(50_000);
    picture.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0]);
    const path = await begin(picture.byteLength);
    const answer = await patch(path, 0, picture);
    expect([answer.status, await codeOf(answer)]).toEqual([415, "unsupported_media_type"]);
    expect((await head(path)).status).toBe(410);
  });

  test("termination frees it; what is gone stays gone", async () => {
    const path = await begin(20_000);
    await patch(path, 0, wavBytes().slice(0, 5000));
    const end = () => harness.request(path, { method: "DELETE", token, headers: TUS });
    expect((await end()).status).toBe(204);
    expect((await end()).status).toBe(410);
    expect((await patch(path, 5000, wavBytes().slice(5000))).status).toBe(410);
    expect((await harness.bucket.list({ prefix: `uploads/${path.split("/").at(-1)}/` })).objects).toEqual([]);
  });

  test("one that nobody finished expires", async () => {
    const path = await begin(20_000);
    await patch(path, 0, wavBytes().slice(0, 5000));
    await harness.database.exec("update uploads set expires_at = now() - interval '1 minute'");
    expect((await head(path)).status).toBe(410);
    await expireUploads(harness.env, createLogger("test", null));
    expect(await harness.database.query("select status from uploads")).toEqual([{ status: "expired" }]);
  });

  test("it is its owner's alone", async () => {
    const path = await begin(20_000);
    const { token: other } = await harness.account();
    expect((await harness.request(path, { method: "HEAD", token: other, headers: TUS })).status).toBe(404);
    expect((await harness.request(path, { method: "DELETE", token: other, headers: TUS })).status).toBe(404);
  });

  test.each([
    ["another version of tus", { "tus-resumable": "0.2.2" }, 412, "tus_version_unsupported"],
    ["no length", { "upload-length": "" }, 400, "invalid_request"],
    ["zero bytes", { "upload-length": "0" }, 422, "empty_file"],
    ["more than the plan allows", { "upload-length": "200000001" }, 413, "file_too_large"],
    ["no title", { "upload-metadata": `filename ${base64("a.wav")}` }, 422, "validation_failed"],
    ["metadata that is none", { "upload-metadata": "title ???" }, 400, "invalid_request"],
    [
      "somebody else's track to replace",
      { "upload-metadata": `track_id ${base64("trk_01h455vb4pex5vsknk084sn02q")}` },
      404,
      "not_found",
    ],
  ])("creation with %s is refused", async (_name, headers, status, code) => {
    const response = await create(20_000, headers as Record<string, string>);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(response.headers.get("tus-resumable")).toBe("1.0.0");
  });

  test("what the server can is said before the first upload", async () => {
    const options = await harness.request("/api/v1/uploads", { method: "OPTIONS" });
    expect(options.status).toBe(204);
    expect(options.headers.get("tus-version")).toBe("1.0.0");
    expect(options.headers.get("tus-extension")?.split(",")).toEqual(
      expect.arrayContaining(["creation", "expiration", "checksum", "termination"]),
    );
    const described = (await (await harness.request("/api/v1/uploads", { token })).json()) as Record<
      string,
      unknown
    >;
    expect(described).toMatchObject({ max_bytes: 200_000_000, max_duration_ms: 3_600_000 });
  });

  test("a body longer than what is left changes nothing", async () => {
    const path = await begin(10_000);
    const answer = await patch(path, 0, wavBytes(20_000));
    expect([answer.status, await codeOf(answer)]).toEqual([413, "file_too_large"]);
    expect(await offsetOf(path)).toBe(0);
  });
});
