import type { Entitlement } from "@veza/contracts/rpc";
import { expect, test } from "vitest";
import { EntitlementCache } from "./entitlement-cache.ts";

const entitlement = (expires_at_ms: number): Entitlement => ({
  track: { id: "trk_01h455vb4pex5vsknk084sn02q", title: "T", artist: "A", artwork_url: null },
  duration_ms: 1,
  folder: "v1",
  may_lossless: false,
  expires_at_ms,
});

test("an answer holds as long as it says and no longer; a refusal is asked again; users do not share", async () => {
  let answer: Entitlement | null = entitlement(1_000);
  const asked: string[] = [];
  const cache = new EntitlementCache(async (user, track) => {
    asked.push(`${user} ${track.slice(-1)}`);
    return answer;
  });
  const track = "trk_01h455vb4pex5vsknk084sn02q";
  expect(await cache.get("u", track, 0)).not.toBeNull();
  answer = null;
  expect(await cache.get("u", track, 999)).not.toBeNull();
  expect(asked).toHaveLength(1);
  expect(await cache.get("other", track, 999)).toBeNull();
  expect(await cache.get("u", track, 1_000)).toBeNull();
  expect(await cache.get("u", track, 1_001)).toBeNull();
  expect(asked).toHaveLength(4);
});
