import type { AttachmentState } from "@veza/contracts/http/attachments";
import type { Room } from "@veza/contracts/http/rooms";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { STILL_BYTES } from "../../testing/fake-attachments.ts";
import { codeOf, type Harness, openHarness, wavBytes } from "../../testing/harness.ts";
import { DAILY_BYTES, filesForMessage, releaseFiles } from "./service.ts";

const TUS = { "tus-resumable": "1.0.0" };
const base64 = (text: string) => Buffer.from(text).toString("base64");
const PNG = new Uint8Array(5000);
PNG.set(
  Buffer.from(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000000000000000000000494441540000",
    "hex",
  ),
);
const TEXT = Uint8Array.from(new TextEncoder().encode("<script>alert(1)</script> and more"));

describe.each(await availableBackends())("files for rooms on $name", (backend) => {
  type Account = Awaited<ReturnType<Harness["account"]>>;
  let harness: Harness;
  let author: Account;
  let room: string;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    author = await harness.account();
    room = await newRoom(author, "public");
  });

  const newRoom = async (owner: Account, visibility: "public" | "private") => {
    const json = { name: "A room", visibility };
    return (
      (await (
        await harness.request("/api/v1/rooms", { method: "POST", token: owner.token, json })
      ).json()) as Room
    ).id;
  };
  const create = (
    length: number,
    { who = author, to = room, name = "a.bin" }: { who?: Account; to?: string; name?: string } = {},
  ) =>
    harness.request("/api/v1/uploads", {
      method: "POST",
      token: who.token,
      headers: {
        ...TUS,
        "upload-length": String(length),
        "upload-metadata": `room_id ${base64(to)},filename ${base64(name)}`,
      },
    });
  const patch = (path: string, offset: number, body: Uint8Array<ArrayBuffer>, who = author) =>
    harness.request(path, {
      method: "PATCH",
      token: who.token,
      body,
      duplex: "half",
      headers: { ...TUS, "content-type": "application/offset+octet-stream", "upload-offset": String(offset) },
    } as RequestInit & { token: string });
  const head = (path: string, who = author) =>
    harness.request(path, { method: "HEAD", token: who.token, headers: TUS });
  const upload = async (bytes: Uint8Array<ArrayBuffer>, options: Parameters<typeof create>[1] = {}) => {
    const path = (await create(bytes.byteLength, options)).headers.get("location") ?? "";
    const last = await patch(path, 0, bytes, options.who);
    expect(last.status).toBe(204);
    return last.headers.get("veza-attachment-id") ?? "";
  };
  const state = async (id: string, who = author) =>
    (await (
      await harness.request(`/api/v1/attachments/${id}`, { token: who.token })
    ).json()) as AttachmentState;
  const file = (id: string, who?: Account, headers: Record<string, string> = {}, which = "original") =>
    harness.request(`/api/v1/attachments/${id}/${which}`, {
      headers,
      ...(who === undefined ? {} : { token: who.token }),
    });
  const hold = (ids: string[], who = author, to = room) => filesForMessage(harness.env, who.id, to, ids);
  const objects = async () => {
    const found: string[] = [];
    for (const prefix of ["attachments/", "originals/", "uploads/"])
      found.push(...(await harness.bucket.list({ prefix })).objects.map(({ key }) => key));
    return found;
  };
  const house = (later_ms = 0) => harness.keepHouse(new Date(Date.now() + later_ms));
  const emptyBucket = async () => harness.bucket.delete(await objects());

  test("a picture is scanned and re-encoded; what came in, with all that it tells, is erased", async () => {
    await emptyBucket();
    const id = await upload(PNG, { name: "where I live.png" });
    expect(id).toMatch(/^att_/);
    expect(harness.attachments.asked).toMatchObject([
      { attachment_id: id, kind: "image", source_bytes: 5000 },
    ]);
    expect(await state(id)).toEqual({
      id,
      status: "ready",
      code: null,
      attachment: {
        id,
        kind: "image",
        name: "where I live.webp",
        mime: "image/webp",
        bytes: STILL_BYTES,
        url: `/api/v1/attachments/${id}/original`,
        thumbnail_url: `/api/v1/attachments/${id}/thumbnail`,
        width: 1600,
        height: 900,
        duration_ms: null,
      },
    });
    const prefix = `attachments/${room}/${id}/`;
    expect(await objects()).toEqual([`${prefix}image.webp`, `${prefix}thumbnail.webp`]);
  });

  test("a sound keeps its bytes and gets a duration; one that can't be read is a file", async () => {
    const sound = wavBytes(20_000);
    const id = await upload(sound, { name: "take 3.wav" });
    expect(await state(id)).toMatchObject({
      attachment: {
        kind: "audio",
        name: "take 3.wav",
        mime: "audio/wav",
        bytes: 20_000,
        duration_ms: 2000,
        thumbnail_url: null,
      },
    });
    expect(new Uint8Array(await (await file(id, author)).arrayBuffer())).toEqual(sound);
    harness.attachments.answer = async () => ({ ok: true, width: null, height: null, duration_ms: null });
    expect(await state(await upload(sound))).toMatchObject({
      attachment: { kind: "file", duration_ms: null },
    });
  });

  test.each([
    ["infected", "infected", TEXT],
    ["no picture after all", "not_image", PNG],
    ["more than may be looked at", "file_too_large", PNG],
  ] as const)("%s: refused for good, and nothing is kept of it", async (_name, code, bytes) => {
    await emptyBucket();
    harness.attachments.answer = async () => ({ ok: false, code });
    const id = await upload(bytes);
    expect(await state(id)).toEqual({ id, status: "refused", code, attachment: null });
    expect(await hold([id])).toBeNull();
    expect((await file(id, author)).status).toBe(404);
    expect(await objects()).toEqual([]);
    expect(harness.attachments.asked).toHaveLength(1);
  });

  test("while the transcoder is away the file waits, and asking tries again", async () => {
    harness.failing.stream = true;
    const id = await upload(PNG);
    expect(await state(id)).toEqual({ id, status: "processing", code: null, attachment: null });
    expect(await hold([id])).toBeNull();
    expect((await file(id, author)).status).toBe(404);
    harness.failing.stream = false;
    await expect.poll(async () => (await state(id)).status, { timeout: 15_000, interval: 500 }).toBe("ready");
  });

  test("two that ask at once have it scanned once", async () => {
    harness.failing.stream = true;
    const id = await upload(PNG);
    harness.failing.stream = false;
    await harness.database.exec("update attachments set busy_until = null");
    const states = await Promise.all([state(id), state(id), state(id)]);
    expect(states.map(({ status }) => status)).toContain("ready");
    expect(harness.attachments.asked).toHaveLength(1);
  });

  test("a crash after the last byte, and one between the scan and its result, lose and double nothing", async () => {
    const path = (await create(PNG.byteLength)).headers.get("location") ?? "";
    const id = (await patch(path, 0, PNG)).headers.get("veza-attachment-id");
    // As after a crash between joining the parts and writing the rows; what came in is still there then.
    await harness.database.exec(
      "update uploads set status = 'open', attachment_id = null; delete from attachments",
    );
    const [row] = await harness.database.query("select object_key from uploads");
    await harness.bucket.put(String(row?.object_key), PNG);
    const [one, two] = await Promise.all([head(path), head(path)]);
    expect([one.headers.get("veza-attachment-id"), two.headers.get("veza-attachment-id")]).toEqual([id, id]);
    expect(await harness.database.query("select count(*)::int as n from attachments")).toEqual([{ n: 1 }]);
    expect((await state(id ?? "")).status).toBe("ready");

    // The stills are stored, the row does not know it, and whoever began is gone.
    await harness.bucket.put(String(row?.object_key), PNG);
    await harness.database.query(
      "update attachments set status = 'processing', width = null, source_key = $1, busy_until = now() - interval '1 second'",
      [String(row?.object_key)],
    );
    expect(await state(id ?? "")).toMatchObject({ status: "ready", attachment: { width: 1600 } });

    // The last bytes once more: nothing happens twice.
    const again = await patch(path, PNG.byteLength, new Uint8Array(0));
    expect([again.status, again.headers.get("veza-attachment-id")]).toEqual([204, id]);
    expect((await patch(path, 0, PNG)).status).toBe(409);
    expect(await harness.database.query("select count(*)::int as n from attachments")).toEqual([{ n: 1 }]);
  });

  test("stills that are not really there make no ready picture", async () => {
    harness.attachments.answer = async () => ({ ok: true, width: 10, height: 10, duration_ms: null });
    expect(await state(await upload(PNG))).toMatchObject({ status: "processing" });
  });

  describe("who may send", () => {
    test("members who may write, with a verified address", async () => {
      const [guest, reader, waiting] = [
        await harness.account(),
        await harness.account(),
        await harness.account("user", { verified: false }),
      ];
      harness.rooms.setRole(room, reader.id, "read_only");
      const secret = await newRoom(author, "private");
      for (const [options, status, code] of [
        [{ who: guest }, 403, "forbidden"],
        [{ who: reader }, 403, "forbidden"],
        [{ who: waiting }, 403, "email_not_verified"],
        [{ who: guest, to: secret }, 404, "not_found"],
        [{ to: "rom_01h455vb4pex5vsknk084sn02q" }, 404, "not_found"],
        [{ to: "nonsense" }, 404, "not_found"],
      ] as const) {
        const refused = await create(100, options);
        expect([refused.status, await codeOf(refused)]).toEqual([status, code]);
      }
      harness.rooms.ban(room, reader.id);
      expect((await create(100, { who: reader })).status).toBe(404);
      harness.failing.chat = true;
      expect(await codeOf(await create(100))).toBe("unavailable");
      expect(await harness.database.query("select count(*)::int as n from uploads")).toEqual([{ n: 0 }]);
    });

    test("50 MB a file, 20 MB a picture, and no more than 500 MB in a day", async () => {
      expect((await create(50 * 1024 * 1024)).status).toBe(201);
      expect(await codeOf(await create(50 * 1024 * 1024 + 1))).toBe("file_too_large");
      const large = (await create(20 * 1024 * 1024 + 1)).headers.get("location") ?? "";
      const refused = await patch(large, 0, PNG);
      expect([refused.status, await codeOf(refused)]).toEqual([413, "file_too_large"]);
      expect((await head(large)).status).toBe(410);
      await harness.database.query("update uploads set length = $1 where status = 'open'", [
        DAILY_BYTES - 100,
      ]);
      const answers = await Promise.all([create(60), create(60)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 429]);
      expect((await create(40, { who: author })).status).toBe(201);
      expect((await create(1)).status).toBe(429);
      await harness.database.exec("update uploads set created_at = now() - interval '25 hours'");
      expect((await create(60)).status).toBe(201);
    });
  });

  describe("what a message may name", () => {
    test("the author's own ready files of this room, all or none, as often as it is asked", async () => {
      const [one, two] = [await upload(PNG), await upload(TEXT, { name: "notes.txt" })];
      const other = await harness.account();
      harness.rooms.setRole(room, other.id, "member");
      const elsewhere = await newRoom(author, "public");
      expect(await hold([one], other)).toBeNull();
      expect(await hold([one], author, elsewhere)).toBeNull();
      expect(await hold([one, "att_01h455vb4pex5vsknk084sn02q"])).toBeNull();
      // A refusal has held nothing.
      expect(
        await harness.database.query("select held_at from attachments where held_at is not null"),
      ).toEqual([]);
      expect((await hold([two, one, two]))?.map(({ id }) => id)).toEqual([two, one]);
      expect((await hold([one]))?.map(({ id }) => id)).toEqual([one]);
      expect(await hold([])).toEqual([]);
    });

    test("a file that no message holds is its uploader's alone, and erased after a day", async () => {
      await emptyBucket();
      const [held, unheld] = [await upload(TEXT), await upload(PNG)];
      await hold([held]);
      expect((await file(unheld)).status).toBe(404);
      expect((await file(unheld, author)).status).toBe(200);
      await house(86_000_000);
      expect((await state(unheld)).status).toBe("ready");
      await house(87_000_000);
      expect((await harness.request(`/api/v1/attachments/${unheld}`, { token: author.token })).status).toBe(
        404,
      );
      expect((await state(held)).status).toBe("ready");
      expect(await objects()).toHaveLength(1);
    });

    test("one's own is forgotten on demand, unless a message holds it", async () => {
      await emptyBucket();
      const [held, unheld] = [await upload(TEXT), await upload(TEXT)];
      await hold([held]);
      const forget = (id: string, who = author) =>
        harness.request(`/api/v1/attachments/${id}`, { method: "DELETE", token: who.token });
      const other = await harness.account();
      expect((await forget(unheld, other)).status).toBe(204);
      expect((await file(unheld, author)).status).toBe(200);
      expect([(await forget(unheld)).status, (await forget(unheld)).status]).toEqual([204, 204]);
      expect((await file(unheld, author)).status).toBe(404);
      expect(await codeOf(await forget(held))).toBe("wrong_state");
      await house();
      expect(await objects()).toHaveLength(1);
    });

    test("a message that is deleted takes its files away at once, and their bytes soon", async () => {
      await emptyBucket();
      const id = await upload(PNG);
      await hold([id]);
      expect((await file(id)).status).toBe(200);
      await releaseFiles(harness.env, { room_id: await newRoom(author, "public"), attachment_ids: [id] });
      expect((await file(id)).status).toBe(200);
      for (let i = 0; i < 2; i++) await releaseFiles(harness.env, { room_id: room, attachment_ids: [id] });
      expect((await file(id, author)).status).toBe(404);
      expect(await hold([id])).toBeNull();
      await house();
      expect(await objects()).toEqual([]);
      expect(await harness.database.query("select count(*)::int as n from attachments")).toEqual([{ n: 0 }]);
    });

    test("what a crash left of a picture's source is erased later", async () => {
      const id = await upload(PNG);
      await harness.bucket.put("originals/left", PNG);
      await harness.database.query(
        "update attachments set source_key = 'originals/left', updated_at = now() - interval '10 minutes' where id = $1",
        [id],
      );
      await house();
      expect(await harness.bucket.head("originals/left")).toBeNull();
      expect((await state(id)).status).toBe("ready");
    });
  });

  describe("who gets the bytes", () => {
    test("of a public room everybody, of a private one its members; to others they are not there", async () => {
      const secret = await newRoom(author, "private");
      const [member, outsider] = [await harness.account(), await harness.account()];
      harness.rooms.setRole(secret, member.id, "member");
      const [open, hidden] = [await upload(PNG), await upload(PNG, { to: secret })];
      await hold([open]);
      await hold([hidden], author, secret);
      for (const which of ["original", "thumbnail"]) {
        expect((await file(open, undefined, {}, which)).status).toBe(200);
        expect((await file(hidden, member, {}, which)).status).toBe(200);
        expect((await file(hidden, outsider, {}, which)).status).toBe(404);
        expect((await file(hidden, undefined, {}, which)).status).toBe(404);
      }
      // Nor does the address of the state tell anything to others.
      expect((await harness.request(`/api/v1/attachments/${open}`, { token: outsider.token })).status).toBe(
        404,
      );
      harness.rooms.ban(secret, member.id);
      expect((await file(hidden, member)).status).toBe(404);
      harness.failing.chat = true;
      expect(await codeOf(await file(hidden, author))).toBe("unavailable");
    });

    test("headers: nothing that a browser would run, a name in every alphabet, kept by the listener's browser only", async () => {
      const secret = await newRoom(author, "private");
      const [picture, page] = [
        await upload(PNG, { name: "cover.png" }),
        await upload(TEXT, { name: 'Ünter"suchung.html', to: secret }),
      ];
      await hold([picture]);
      await hold([page], author, secret);
      const shown = (await file(picture)).headers;
      expect(Object.fromEntries(shown)).toMatchObject({
        "content-type": "image/webp",
        "content-disposition": 'inline; filename="cover.webp"',
        "cache-control": "private, max-age=86400, immutable",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(Object.fromEntries((await file(page, author)).headers)).toMatchObject({
        "content-type": "application/octet-stream",
        "content-disposition":
          "attachment; filename=\"_nter_suchung.html\"; filename*=UTF-8''%C3%9Cnter%22suchung.html",
        "cache-control": "private, max-age=300, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      expect((await file(page, author, {}, "thumbnail")).status).toBe(404);
    });

    test("ranges, ETags and HEAD", async () => {
      const sound = wavBytes(20_000);
      const id = await upload(sound);
      await hold([id]);
      const whole = await file(id);
      const etag = whole.headers.get("etag") ?? "";
      expect([whole.status, whole.headers.get("content-length"), whole.headers.get("accept-ranges")]).toEqual(
        [200, "20000", "bytes"],
      );
      const part = await file(id, undefined, { range: "bytes=100-199" });
      expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 100-199/20000"]);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(sound.slice(100, 200));
      const last = await file(id, undefined, { range: "bytes=-10", "if-range": etag });
      expect(new Uint8Array(await last.arrayBuffer())).toEqual(sound.slice(-10));
      expect((await file(id, undefined, { range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
      const beyond = await file(id, undefined, { range: "bytes=20000-" });
      expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */20000"]);
      expect((await file(id, undefined, { "if-none-match": `"x", ${etag}` })).status).toBe(304);
      const head = await harness.request(`/api/v1/attachments/${id}/original`, { method: "HEAD" });
      expect([head.status, head.headers.get("content-length"), (await head.text()).length]).toEqual([
        200,
        "20000",
        0,
      ]);
    });
  });
});
