import { PLAN_CEILINGS } from "@veza/contracts/media";
import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type Harness, openHarness, wavBytes } from "../../testing/harness.ts";

const TUS = { "tus-resumable": "1.0.0" };
const base64 = (text: string) => Buffer.from(text).toString("base64");
const metadata = `filename ${base64("song.wav")},title ${base64("Title")},artist ${base64("Artist")},visibility ${base64("public")}`;
const { max_open_uploads, max_stored_bytes } = PLAN_CEILINGS.free;

describe.each(await availableBackends())("what one account may store, on $name", (backend) => {
  let harness: Harness;
  let owner: Awaited<ReturnType<Harness["account"]>>;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    owner = await harness.account();
  });

  const begin = (length = 200_000_000) =>
    harness.request("/api/v1/uploads", {
      method: "POST",
      token: owner.token,
      headers: { ...TUS, "upload-length": String(length), "upload-metadata": metadata },
    });
  const stored = (bytes: number, deleted = false) =>
    harness.database.exec(
      `insert into tracks (id, uploader_id, title, artist, license, visibility, is_downloadable, latest_version, deleted_at)
         values ('trk_01h455vb4pex5vsknk084sn02q', '${owner.id}', 'T', 'A', 'CC BY', 'public', false, 1, ${deleted ? "now()" : "null"});
       insert into track_versions (track_id, version, status, source_key, source_bytes, source_sha256, file_name)
         values ('trk_01h455vb4pex5vsknk084sn02q', 1, 'processing', 'k', ${bytes}, 's', 'f')`,
    );
  const form = () => {
    const body = new FormData();
    body.set("title", "Title");
    body.set("artist", "Artist");
    body.set("file", new Blob([wavBytes()]), "song.wav");
    return harness.request("/api/v1/tracks", { method: "POST", token: owner.token, body });
  };

  test("of sixty uploads of 200 MB begun at the same moment ten are, the others are told to come back", async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => begin()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(max_open_uploads);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) {
      expect([answer.status, await codeOf(answer)]).toEqual([429, "rate_limited"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
  });

  test("one that is ended, and one that has expired, makes room for another", async () => {
    const first = await begin();
    for (let i = 1; i < max_open_uploads; i++) await begin();
    expect((await begin()).status).toBe(429);
    await harness.request(first.headers.get("location") ?? "", {
      method: "DELETE",
      token: owner.token,
      headers: TUS,
    });
    expect((await begin()).status).toBe(201);
    expect((await begin()).status).toBe(429);
    await harness.database.query(
      "update uploads set expires_at = now() - interval '1 second' where id = (select min(id) from uploads where status = 'open')",
    );
    expect((await begin()).status).toBe(201);
  });

  test("another account's uploads are its own", async () => {
    for (let i = 0; i < max_open_uploads; i++) await begin();
    owner = await harness.account();
    expect((await begin()).status).toBe(201);
  });

  test.each([
    ["stands", false],
    ["was deleted and is not erased yet", true],
  ])(
    "what the plan holds is counted with what is on its way, also of a track that %s",
    async (_name, deleted) => {
      await stored(max_stored_bytes - 300_000_000, deleted);
      expect((await begin()).status).toBe(201);
      const full = await begin();
      expect([full.status, await codeOf(full)]).toEqual([413, "storage_full"]);
      expect((await begin(90_000_000)).status).toBe(201);
    },
  );

  test("a form is refused before it is read where nothing fits any more, and leaves nothing behind", async () => {
    await stored(max_stored_bytes - 1000);
    const answer = await form();
    expect([answer.status, await codeOf(answer)]).toEqual([413, "storage_full"]);
    expect((await harness.bucket.list()).objects).toHaveLength(0);
    const [row] = await harness.database.query("select count(*)::int as n from tracks");
    expect(row?.n).toBe(1);
  });

  test("who asks is told the ceilings", async () => {
    const told = await harness.request("/api/v1/uploads", { token: owner.token });
    expect(await told.json()).toMatchObject(PLAN_CEILINGS.free);
  });
});
