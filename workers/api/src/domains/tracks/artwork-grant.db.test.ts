import type { Track } from "@veza/contracts/http/tracks";
import { availableBackends } from "@veza/dev/testing/database";
import { openGrant } from "@veza/worker-kit/grant";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness } from "../../testing/harness.ts";
import { publishedTrack } from "../../testing/published-track.ts";
import { entitle } from "./entitlement.ts";

const [backend] = await availableBackends();
if (backend === undefined) throw new Error("no database");

describe("addresses of pictures", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(backend);
  });
  afterAll(() => harness?.stop());
  beforeEach(() => harness.reset());

  const tierOf = async (address: string | null | undefined) => {
    const [, grant = ""] = /^\/stream\/hls\/([^/]+)\//.exec(address ?? "") ?? [];
    if (grant === "public") return grant;
    const opened = await openGrant(grant, harness.env.GRANT_SECRET, Date.now());
    return opened === null || opened === "expired" ? opened : opened.tier;
  };

  test("open nothing but the picture, for the owner too, in the API and in cards", async () => {
    const artist = await harness.account();
    const listener = await harness.account();
    const tiers: [string, unknown, unknown, unknown][] = [];
    for (const visibility of ["private", "unlisted", "public"] as const) {
      const id = await publishedTrack(harness, artist.id, { visibility });
      await harness.database.query("update tracks set artwork_folder = 'a1' where id = $1", [id]);
      const by = visibility === "unlisted" ? listener : artist;
      const track = (await (
        await harness.request(`/api/v1/tracks/${id}`, { token: by.token })
      ).json()) as Track;
      const card = await entitle(harness.env, by.id, id, new Date());
      tiers.push([
        visibility,
        await tierOf(track.artwork_url),
        await tierOf(card?.track.artwork_url),
        await tierOf(track.stream_manifest_url),
      ]);
    }
    expect(tiers).toEqual([
      ["private", "artwork", "artwork", "owner"],
      ["unlisted", "artwork", "artwork", "listener"],
      ["public", "public", "public", "public"],
    ]);
  });
});
