import { ENDPOINTS } from "@veza/contracts/http/endpoints";
import { everyBackend } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { codeOf, type Harness, openHarness, trackForm } from "../../testing/harness.ts";
import { forgetOldKeys } from "./service.ts";

test("only creating requests of accounts take a key", () => {
  const flagged = ENDPOINTS.filter((endpoint) => endpoint.idempotent === true);
  expect(flagged.length).toBeGreaterThan(5);
  for (const { method, auth } of flagged) expect([method, auth]).toEqual(["POST", "required"]);
});

describe.each(await everyBackend())("an Idempotency-Key on $name", (backend) => {
  let harness: Harness;
  let user: Awaited<ReturnType<Harness["account"]>>;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(async () => {
    await harness.reset();
    user = await harness.account();
  });

  const open = (key: string, json: unknown = { name: "A party" }, token = user.token) =>
    harness.request("/api/v1/parties", { method: "POST", token, json, headers: { "idempotency-key": key } });
  const idOf = async (response: Response) => ((await response.json()) as { id: string }).id;

  test("the same request again is answered with the same answer, and done once", async () => {
    const first = await open('"a key"');
    const second = await open('"a key"');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(await second.json()).toEqual(await first.json());
    expect(harness.said.parties).toHaveLength(1);
  });

  test("a key is its account's own, and every key its own request", async () => {
    const other = await harness.account();
    const ids = await Promise.all(
      [open("one"), open("two"), open("one", undefined, other.token)].map(async (each) => idOf(await each)),
    );
    expect(new Set(ids).size).toBe(3);
  });

  test("another body under the same key is refused", async () => {
    await open("one");
    const other = await open("one", { name: "Another party" });
    expect([other.status, await codeOf(other)]).toEqual([422, "idempotency_key_reused"]);
    expect(harness.said.parties).toHaveLength(1);
  });

  test("twenty at once: one is done, the others get its answer or come again", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => open("one")));
    expect(harness.said.parties).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const answer of refused) {
      expect([answer.status, await codeOf(answer)]).toEqual([409, "idempotency_in_progress"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect((await open("one")).status).toBe(201);
  });

  test("a failure of ours is not kept: the next try is a new one", async () => {
    harness.failing.stream = true;
    expect((await open("one")).status).toBeGreaterThanOrEqual(500);
    harness.failing.stream = false;
    expect((await open("one")).status).toBe(201);
  });

  test("a refusal is kept like any answer", async () => {
    const unverified = await harness.account("user", { verified: false });
    const first = await open("one", undefined, unverified.token);
    await harness.database.query("update users set email_verified_at = now() where id = $1", [unverified.id]);
    const second = await open("one", undefined, unverified.token);
    expect([first.status, second.status]).toEqual([403, 403]);
    expect(await second.json()).toEqual(await first.json());
  });

  test("a run that crashed holds its key until its lease ends", async () => {
    await open("one");
    await harness.database.exec("update idempotency_keys set state = 'running', status = null, body = null");
    expect((await open("one")).status).toBe(409);
    await harness.database.exec("update idempotency_keys set leased_until = now() - interval '1 second'");
    expect((await open("one", { name: "Another party" })).status).toBe(422);
    expect((await open("one")).status).toBe(201);
    expect(harness.said.parties).toHaveLength(2);
  });

  test("after a day the key is free, and the chore erases it", async () => {
    const first = await idOf(await open("one"));
    await harness.database.exec("update idempotency_keys set expires_at = now() - interval '1 second'");
    expect(await idOf(await open("one", { name: "Another party" }))).not.toBe(first);
    await forgetOldKeys(harness.env, new Date(Date.now() + 25 * 3_600_000));
    expect(await harness.database.query("select 1 from idempotency_keys")).toEqual([]);
  });

  test("a key of another form is refused, and nothing is done", async () => {
    const answer = await open('"');
    expect([answer.status, await codeOf(answer)]).toEqual([400, "invalid_request"]);
    expect(harness.said.parties).toHaveLength(0);
  });

  test("an upload of a file is taken once; a file of another length is another request", async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const upload = (bytes?: Uint8Array<ArrayBuffer>) =>
      harness.request("/api/v1/uploads", {
        method: "POST",
        token: user.token,
        headers: {
          "tus-resumable": "1.0.0",
          "upload-length": String(bytes?.length ?? 20_000),
          "upload-metadata": `filename ${btoa("song.wav")},title ${btoa("A")},artist ${btoa("B")}`,
          "idempotency-key": "one",
        },
      });
    const [first, second] = [await upload(), await upload()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect((await upload(new Uint8Array(5))).status).toBe(422);
    const form = { method: "POST", token: user.token, headers: { "idempotency-key": "one" } };
    const made = await harness.request("/api/v1/tracks", { ...form, body: trackForm() });
    expect(made.status).toBe(201);
  });

  test("no answer stands readable in the database", async () => {
    const response = await harness.request("/api/v1/me/bots", {
      method: "POST",
      token: user.token,
      json: { username: "a_bot_of_mine" },
      headers: { "idempotency-key": "one" },
    });
    const { secret } = (await response.json()) as { secret?: string };
    expect([response.status, typeof secret]).toEqual([201, "string"]);
    const [row] = await harness.database.query("select * from idempotency_keys");
    expect(JSON.stringify(row)).not.toContain(secret);
  });
});
