import type { PlatformEvent } from "@veza/contracts/events";
import type { Track } from "@veza/contracts/http/tracks";
import { availableBackends } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { handle } from "../../consumers/platform-events.ts";
import { codeOf, type Harness, openHarness, trackForm, wavBytes } from "../../testing/harness.ts";
import { completed } from "../../testing/results.ts";

describe.each(await availableBackends())("tracks on $name", (backend) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  type Account = Awaited<ReturnType<Harness["account"]>>;
  const upload = async (artist: Account, fields: Record<string, string> = {}) => {
    const response = await harness.request("/api/v1/tracks", {
      method: "POST",
      token: artist.token,
      body: trackForm(fields),
    });
    expect(response.status).toBe(201);
    await harness.settle();
    return (await response.json()) as Track;
  };
  const get = async (id: string, token?: string) =>
    harness.request(`/api/v1/tracks/${id}`, token === undefined ? {} : { token });
  const read = async (id: string, token?: string) => (await (await get(id, token)).json()) as Track;
  const log = createLogger("test", null);
  let serial = 0;
  const consume = async (event: Omit<PlatformEvent, "id" | "occurred_at">, id = `test-event-${serial++}`) => {
    await handle(
      harness.env,
      { id, occurred_at: new Date().toISOString(), ...event } as PlatformEvent,
      new Date(),
      log,
    );
    await harness.dispatch();
  };
  const publish = (id: string, version = 1, attempt = 1) =>
    consume(
      { type: "transcoding.completed", data: completed(id, version, attempt) },
      `transcoding.completed:${id}:${version}`,
    );
  const fail = (id: string, attempt = 1) =>
    consume({
      type: "transcoding.failed",
      data: { track_id: id, version: 1, attempt, code: "damaged", detail: "x" },
    });

  test("who waits for the pipeline sees how many are before it, and nobody else does", async () => {
    const artist = await harness.account();
    const other = await harness.account();
    const first = await upload(other);
    const second = await upload(artist);
    expect((await read(first.id, other.token)).queued_before).toBe(0);
    expect((await read(second.id, artist.token)).queued_before).toBe(1);
    const moderator = await harness.account("moderator");
    expect((await read(second.id, moderator.token)).queued_before).toBeNull();
    await publish(first.id);
    expect((await read(second.id, artist.token)).queued_before).toBe(0);
    const run = { track_id: second.id, version: 1, attempt: 1 };
    await consume({ type: "transcoding.progress", data: { ...run, stage: "scanning", progress: 0.1 } });
    expect((await read(second.id, artist.token)).queued_before).toBeNull();
  });

  test("an upload becomes a track on its way, and exactly one order for the pipeline", async () => {
    const artist = await harness.account();
    const track = await upload(artist, {
      tags: "Ambient, dub,ambient",
      bpm: "120.5",
      key: "F#m",
      license: "CC BY",
    });
    expect(track).toMatchObject({
      status: "processing",
      progress: 0,
      tags: ["ambient", "dub"],
      bpm: 120.5,
      key: "F#m",
      license: "CC BY",
      stream_manifest_url: null,
    });
    expect(harness.said.media).toHaveLength(1);
    expect(harness.said.media[0]).toMatchObject({
      type: "track.uploaded",
      data: { track_id: track.id, version: 1, attempt: 1, source_bytes: 20_000 },
    });
    const { source_key } = (harness.said.media[0] as { data: { source_key: string } }).data;
    const object = await harness.bucket.get(source_key);
    expect(new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(wavBytes());
    expect(await harness.database.query("select count(*)::int as n from outbox")).toEqual([{ n: 0 }]);
  });

  test("with the queue away the order waits in the outbox and goes out later", async () => {
    const artist = await harness.account();
    harness.failing.queues = true;
    await upload(artist);
    expect(harness.said.media).toHaveLength(0);
    harness.failing.queues = false;
    await harness.database.exec("update outbox set claimed_until = null");
    await harness.dispatch();
    expect(harness.said.media).toHaveLength(1);
  });

  test("until it is published only its uploader and moderators see it", async () => {
    const [artist, other, moderator] = [
      await harness.account(),
      await harness.account(),
      await harness.account("moderator"),
    ];
    const { id } = await upload(artist);
    expect(
      await Promise.all([
        get(id),
        get(id, other.token),
        get(id, artist.token),
        get(id, moderator.token),
      ]).then((all) => all.map((r) => r.status)),
    ).toEqual([404, 404, 200, 200]);
    await publish(id);
    expect((await get(id)).status).toBe(200);
  });

  test("five deliveries of the end publish once, with one notification and one mail", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    harness.said.events.length = 0;
    for (let i = 0; i < 5; i++) await publish(id);
    const track = await read(id);
    expect(track).toMatchObject({
      status: "completed",
      progress: 1,
      duration_ms: 30_000,
      loudness_lufs: -14.2,
      stream_manifest_url: `/stream/hls/public/${id}/v1/master.m3u8`,
    });
    const types = harness.said.events.map((event) => event.type).sort();
    expect(types).toEqual(["mail.requested", "notification.requested", "track.published"]);
    expect(harness.said.accesses[0]).toMatchObject({
      track_id: id,
      current: "v1",
      visibility: "public",
      gone: false,
    });
  });

  test("a notification that is delivered twice is one row and one push", async () => {
    const artist = await harness.account();
    const event = {
      type: "notification.requested" as const,
      data: { user_id: artist.id, type: "system" as const, data: {} },
    };
    await consume(event, "same-event-id");
    await consume(event, "same-event-id");
    const list = (await (await harness.request("/api/v1/notifications", { token: artist.token })).json()) as {
      items: { id: string }[];
    };
    expect(list.items).toHaveLength(1);
    expect(harness.said.pushes).toHaveLength(1);
    const marked = await harness.request("/api/v1/notifications/read", {
      method: "POST",
      token: artist.token,
      json: { up_to: list.items[0]?.id },
    });
    expect(await marked.json()).toEqual({ unread: 0 });
  });

  test("stages are shown live, never backwards, and not after the end", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    const stage = (name: "scanning" | "transcoding", progress: number, attempt = 1) =>
      consume({
        type: "transcoding.progress",
        data: { track_id: id, version: 1, attempt, stage: name, progress },
      });
    await stage("transcoding", 0.5);
    await stage("scanning", 0.1);
    await stage("transcoding", 0.6, 7);
    expect(await read(id, artist.token)).toMatchObject({ stage: "transcoding", progress: 0.5 });
    await publish(id);
    await stage("transcoding", 0.9);
    expect(await read(id)).toMatchObject({ status: "completed", stage: null, progress: 1 });
    expect(
      harness.said.pushes
        .flatMap((push) => push.frames)
        .map((frame) => ("progress" in frame ? frame.progress : null)),
    ).toEqual([0.5, 1]);
  });

  test("with chat away everything is still written down", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    harness.failing.chat = true;
    await publish(id);
    expect(await read(id)).toMatchObject({ status: "completed" });
  });

  test("with stream away nothing is published, and the event comes again", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    harness.failing.stream = true;
    await expect(publish(id)).rejects.toThrow("stream is away");
    expect(await read(id, artist.token)).toMatchObject({ status: "processing" });
    harness.failing.stream = false;
    await publish(id);
    expect(await read(id)).toMatchObject({ status: "completed" });
  });

  test("a failure has a code, a sentence and a remedy; retry orders a new run once; the old run's end is ignored", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    await fail(id);
    expect(await read(id, artist.token)).toMatchObject({
      status: "failed",
      failure: { code: "damaged", message: expect.any(String), remedy: expect.any(String) },
    });
    harness.said.media.length = 0;
    const retry = () =>
      harness.request(`/api/v1/tracks/${id}/retry`, { method: "POST", token: artist.token });
    const statuses = (await Promise.all([retry(), retry()])).map((response) => response.status).sort();
    await harness.settle();
    expect(statuses).toEqual([202, 409]);
    expect(harness.said.media).toMatchObject([{ data: { attempt: 2, version: 1 } }]);
    await fail(id, 1);
    expect(await read(id, artist.token)).toMatchObject({ status: "processing", failure: null });
    await fail(id, 2);
    expect(await read(id, artist.token)).toMatchObject({ status: "failed" });
  });

  const holdBack = (id: string, version = 1) => {
    const data = completed(id, version);
    const review = { reason: "shorter" as const, readable_ms: 6000, promised_ms: 60_000 };
    return consume(
      { type: "transcoding.completed", data: { ...data, result: { ...data.result, review } } },
      `transcoding.completed:${id}:${version}`,
    );
  };

  test("a damaged file is not published as complete: it waits with both lengths, and its artist publishes it", async () => {
    const artist = await harness.account();
    const other = await harness.account();
    const { id } = await upload(artist);
    await holdBack(id);
    const waiting = await read(id, artist.token);
    expect(waiting).toMatchObject({
      status: "needs_review",
      stream_manifest_url: null,
      published_at: null,
      failure: null,
      review: { reason: "shorter", readable_ms: 6000, promised_ms: 60_000 },
    });
    expect((await get(id)).status).toBe(404);
    const act = (token: string) => harness.request(`/api/v1/tracks/${id}/publish`, { method: "POST", token });
    expect((await act(other.token)).status).toBe(404);
    const published = await act(artist.token);
    expect(published.status).toBe(200);
    expect(await published.json()).toMatchObject({ status: "completed", review: null });
    expect(await read(id)).toMatchObject({ status: "completed", review: null, embedded: null });
    const again = await act(artist.token);
    expect([again.status, await codeOf(again)]).toEqual([409, "wrong_state"]);
  });

  test("the end of a run that was held back changes nothing when it is delivered again after the artist published", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    await holdBack(id);
    await harness.request(`/api/v1/tracks/${id}/publish`, { method: "POST", token: artist.token });
    await holdBack(id);
    expect(await read(id)).toMatchObject({ status: "completed" });
  });

  test("a replacement that is shorter than it promises leaves the old audio playing until its artist decides", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    await publish(id);
    const sent = await harness.request(`/api/v1/tracks/${id}/audio`, {
      method: "PUT",
      token: artist.token,
      body: trackForm(),
    });
    expect(sent.status).toBe(202);
    await harness.settle();
    await holdBack(id, 2);
    const track = await read(id, artist.token);
    expect(track).toMatchObject({ status: "completed", replacement: { status: "needs_review" } });
    expect(track.stream_manifest_url).toContain("/v1/");
    expect(track.replacement?.review).toMatchObject({ promised_ms: 60_000 });
    await harness.request(`/api/v1/tracks/${id}/publish`, { method: "POST", token: artist.token });
    expect((await read(id)).stream_manifest_url).toContain("/v2/");
  });

  test("what the file says of itself is offered to its uploader and to nobody else", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    const data = completed(id, 1);
    const tags = {
      title: "Inside",
      artist: "Band",
      album: "Disc",
      date: "1998-05-01",
      isrc: "fr-z03-98-00212",
    };
    const source = { ...data.result.source, tags };
    await consume({ type: "transcoding.completed", data: { ...data, result: { ...data.result, source } } });
    expect((await read(id, artist.token)).embedded).toEqual({
      title: "Inside",
      artist: "Band",
      album: "Disc",
      genre: null,
      year: 1998,
      isrc: "FRZ039800212",
    });
    expect((await read(id)).embedded).toBeNull();
  });

  test.each([
    ["a DFF", "FRM8", /DSF/],
    ["a MIDI file", "MThd", /render/],
    ["a picture", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", /not an audio file/],
  ])("%s is refused with what to do instead", async (_, head, says) => {
    const artist = await harness.account();
    const form = trackForm();
    const bytes = new Uint8Array(Buffer.from(head.padEnd(6000, "\0"), "latin1"));
    form.set("file", new File([bytes], "song.wav"));
    const response = await harness.request("/api/v1/tracks", {
      method: "POST",
      token: artist.token,
      body: form,
    });
    expect(response.status).toBe(415);
    expect(((await response.json()) as { detail: string }).detail).toMatch(says);
  });

  test("a track that is deleted while it is on its way is never published", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    expect(
      (await harness.request(`/api/v1/tracks/${id}`, { method: "DELETE", token: artist.token })).status,
    ).toBe(204);
    await publish(id);
    expect((await get(id, artist.token)).status).toBe(404);
    expect(harness.said.accesses.every((access) => access.gone)).toBe(true);
  });

  test("a replacement plays the old audio until the new one is ready, and keeps address and counts", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    const replace = () =>
      harness.request(`/api/v1/tracks/${id}/audio`, {
        method: "PUT",
        token: artist.token,
        body: trackForm({}, wavBytes(30_000)),
      });
    expect((await replace()).status).toBe(409);
    await publish(id);
    await harness.database.query("update tracks set play_count = 7 where id = $1", [id]);
    expect((await replace()).status).toBe(202);
    const during = await read(id, artist.token);
    expect(during).toMatchObject({
      status: "completed",
      stream_manifest_url: `/stream/hls/public/${id}/v1/master.m3u8`,
      replacement: { status: "processing" },
    });
    expect((await read(id)).replacement).toBeNull();
    await publish(id, 2);
    expect(await read(id, artist.token)).toMatchObject({
      stream_manifest_url: `/stream/hls/public/${id}/v2/master.m3u8`,
      play_count: 7,
      replacement: null,
    });
    // The end of the first run, late and once more.
    await publish(id, 1);
    expect((await read(id)).stream_manifest_url).toContain("/v2/");
  });

  test("an edit needs the version that was read; of two editors one wins and the other is told", async () => {
    const artist = await harness.account();
    const { id } = await upload(artist);
    const etag = (await get(id, artist.token)).headers.get("etag") ?? "";
    const edit = (title: string, match?: string) =>
      harness.request(`/api/v1/tracks/${id}`, {
        method: "PATCH",
        token: artist.token,
        json: { title },
        headers: match === undefined ? {} : { "if-match": match },
      });
    expect((await edit("No match")).status).toBe(428);
    const answers = await Promise.all([edit("One", etag), edit("Two", etag)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    const winner = answers.find((answer) => answer.status === 200);
    expect(winner?.headers.get("etag")).not.toBe(etag);
    expect((await edit("Three", winner?.headers.get("etag") ?? "")).status).toBe(200);
    expect(await read(id, artist.token)).toMatchObject({ title: "Three" });
  });

  test("nobody sets what is not theirs to set", async () => {
    const [artist, other] = [await harness.account(), await harness.account()];
    const { id, revision } = await upload(artist);
    await publish(id);
    const edit = (token: string, json: object, match = `"r${revision + 1}"`) =>
      harness.request(`/api/v1/tracks/${id}`, {
        method: "PATCH",
        token,
        json,
        headers: { "if-match": match },
      });
    for (const json of [
      { play_count: 9 },
      { uploader_id: other.id },
      { status: "completed" },
      { published_at: null },
    ]) {
      expect((await edit(artist.token, json)).status).toBe(422);
    }
    expect((await edit(other.token, { title: "Mine" })).status).toBe(403);
    expect(
      (await harness.request(`/api/v1/tracks/${id}`, { method: "DELETE", token: other.token })).status,
    ).toBe(403);
  });

  test("private and unlisted tracks carry signed addresses, and no list shows them to others", async () => {
    const [artist, other] = [await harness.account(), await harness.account()];
    const [open, hidden, secret] = [
      await upload(artist),
      await upload(artist, { visibility: "unlisted" }),
      await upload(artist, { visibility: "private" }),
    ];
    for (const { id } of [open, hidden, secret]) await publish(id);
    expect((await read(hidden.id)).stream_manifest_url).toMatch(/^\/stream\/hls\/g1\./);
    expect((await read(hidden.id)).grant_expires_at).not.toBeNull();
    expect((await get(secret.id, other.token)).status).toBe(404);
    const list = async (query: string, token?: string) =>
      (
        (await (
          await harness.request(`/api/v1/tracks${query}`, token === undefined ? {} : { token })
        ).json()) as { items: Track[] }
      ).items.map((track) => track.id);
    expect(await list("")).toEqual([open.id]);
    expect(await list(`?uploader_id=${artist.id}`, other.token)).toEqual([open.id]);
    expect((await list(`?uploader_id=${artist.id}`, artist.token)).sort()).toEqual(
      [open.id, hidden.id, secret.id].sort(),
    );
  });

  test("pages of a list hold every track once", async () => {
    const artist = await harness.account();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id } = await upload(artist, { title: `Song ${i}`, genre: "Dub" });
      await publish(id);
      ids.unshift(id);
    }
    for (const sort of ["newest", "trending"]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = `?sort=${sort}&genre=dub&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`;
        const page = (await (await harness.request(`/api/v1/tracks${query}`)).json()) as {
          items: Track[];
          next_cursor: string | null;
        };
        seen.push(...page.items.map((track) => track.id));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toEqual(ids);
    }
    const bad = await harness.request("/api/v1/tracks?cursor=nonsense");
    expect([bad.status, await codeOf(bad)]).toEqual([400, "invalid_cursor"]);
  });

  test.each([
    ["no file", () => trackFormWithout("file"), 422, "validation_failed"],
    ["no title", () => trackForm({ title: " " }), 422, "validation_failed"],
    ["an unknown field", () => trackForm({ role: "admin" }), 422, "validation_failed"],
    ["a field out of range", () => trackForm({ bpm: "9000" }), 422, "validation_failed"],
    ["zero bytes", () => trackForm({}, new Uint8Array()), 422, "empty_file"],
    [
      "a picture",
      () =>
        trackForm(
          {},
          Uint8Array.from([
            0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0,
            1, 8, 6, 0, 0, 0,
          ]),
        ),
      415,
      "unsupported_media_type",
    ],
  ])("a form with %s is refused and leaves nothing behind", async (_name, form, status, code) => {
    const artist = await harness.account();
    const before = (await harness.bucket.list({ prefix: "originals/" })).objects.length;
    const response = await harness.request("/api/v1/tracks", {
      method: "POST",
      token: artist.token,
      body: form(),
    });
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect((await harness.bucket.list({ prefix: "originals/" })).objects.length).toBe(before);
    expect(await harness.database.query("select 1 from tracks")).toEqual([]);
  });

  test("who has not verified an address can't upload", async () => {
    const artist = await harness.account("user", { verified: false });
    const response = await harness.request("/api/v1/tracks", {
      method: "POST",
      token: artist.token,
      body: trackForm(),
    });
    expect([response.status, await codeOf(response)]).toEqual([403, "email_not_verified"]);
  });

  test("a hostile file name is shown clean and is in no key", async () => {
    const artist = await harness.account();
    const response = await harness.request("/api/v1/tracks", {
      method: "POST",
      token: artist.token,
      body: trackForm({}, wavBytes(), "../../évil\u202e\\日本.wav"),
    });
    expect(response.status).toBe(201);
    await harness.settle();
    expect(harness.said.media[0]).toMatchObject({
      data: { file_name: "日本.wav", source_key: expect.stringMatching(/^originals\/upl_[a-z0-9]+$/) },
    });
  });
});

function trackFormWithout(name: string): FormData {
  const form = trackForm();
  form.delete(name);
  return form;
}
