import { availableBackends } from "@veza/dev/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";
import { entitle } from "./entitlement.ts";

const [backend] = await availableBackends();
if (backend === undefined) throw new Error("no database");

describe("moderators and tracks that are not for everybody", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());
  const noted = async () =>
    (await harness.database.query("select action, target_id, actor_id from audit_log order by seq")).map(
      ({ action, target_id, actor_id }) => [action, target_id, actor_id],
    );

  test("a private track that a moderator reads or hears leaves a line in the audit; nobody else does", async () => {
    const artist = await harness.account();
    const moderator = await harness.account("moderator");
    const hidden = await publishedTrack(harness, artist.id, { visibility: "private" });
    const open = await publishedTrack(harness, artist.id);
    for (const id of [hidden, open])
      for (const by of [moderator.token, artist.token]) {
        expect((await harness.request(`/api/v1/tracks/${id}`, { token: by })).status).toBe(200);
        expect((await harness.request(`/api/v1/tracks?ids=${id}`, { token: by })).status).toBe(200);
      }
    for (const user of [moderator.id, artist.id])
      expect(await entitle(harness.env, user, hidden, new Date())).not.toBeNull();
    expect(await noted()).toEqual([
      ["track.read_as_moderator", hidden, moderator.id],
      ["track.read_as_moderator", hidden, moderator.id],
      ["track.hear_as_moderator", hidden, moderator.id],
    ]);
  });
});
