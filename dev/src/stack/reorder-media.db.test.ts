import { MediaEvent } from "@veza/contracts/events";
import { newId } from "@veza/core/ids";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seedAccounts } from "../seed/accounts.ts";
import { ACCOUNTS } from "../seed/catalogue.ts";
import { everyBackend, openTestDatabase, type TestDatabase } from "../testing/database.ts";
import { reorderMedia } from "./reorder-media.ts";

describe.each(await everyBackend())("the development data on $name", (backend) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(backend);
  });
  beforeEach(() => database.reset());
  afterAll(() => database.stop());

  it("puts the demo's accounts in once", async () => {
    expect(await seedAccounts(database.fetchEndpoint)).toBe(ACCOUNTS.length);
    expect(await seedAccounts(database.fetchEndpoint)).toBe(0);
    const rows = await database.query(
      "SELECT role, email_verified_at IS NOT NULL AS verified FROM users WHERE email = 'admin@veza.test'",
    );
    expect(rows).toEqual([{ role: "super_admin", verified: true }]);
  });

  it("orders a track again that was on its way when the stack stopped, and no other", async () => {
    await seedAccounts(database.fetchEndpoint);
    const [user] = await database.query("SELECT id FROM users WHERE role = 'artist' LIMIT 1");
    const add = async (status: string): Promise<string> => {
      const id = newId("track");
      await database.query(
        "INSERT INTO tracks (id, uploader_id, title, artist, license, visibility, is_downloadable, latest_version) VALUES ($1, $2, 't', 'a', 'CC BY', 'public', false, 1)",
        [id, user?.id],
      );
      await database.query(
        "INSERT INTO track_versions (track_id, version, status, source_key, source_bytes, source_sha256, file_name, failure_code) VALUES ($1, 1, $2, 'originals/x', 9, 'h', 'é.wav', $3)",
        [id, status, status === "failed" ? "internal" : null],
      );
      return id;
    };
    const stuck = await add("processing");
    await add("failed");
    expect(await reorderMedia(database.fetchEndpoint, new Date("2026-01-01T00:00:00Z"))).toBe(1);
    // A second start before the outbox was sent writes nothing twice.
    await reorderMedia(database.fetchEndpoint, new Date("2026-01-01T00:00:00Z"));
    const rows = await database.query("SELECT queue, body FROM outbox");
    expect(rows).toHaveLength(1);
    expect(rows[0]?.queue).toBe("media");
    expect(MediaEvent.parse(rows[0]?.body)).toMatchObject({
      id: `track.uploaded:${stuck}:1:1`,
      data: { track_id: stuck, file_name: "é.wav", source_bytes: 9, max_bytes: 2_000_000_000 },
    });
  });
});
