import { expect, test } from "vitest";
import { issueGrant, openGrant } from "./grant.ts";

const secret = "grant-secret-of-a-test";
const track = "trk_01h455vb4pex5vsknk084sn02q";
const NOW = 1_800_000_030_000;

test("a grant names its track, user and tier until it expires, at most five minutes on", async () => {
  const { grant, expires_at_ms } = await issueGrant(
    { track_id: track, user_id: "guest", tier: "listener" },
    secret,
    NOW,
  );
  expect(expires_at_ms - NOW).toBeLessThanOrEqual(300_000);
  expect(expires_at_ms - NOW).toBeGreaterThan(240_000 - 1);
  expect(await openGrant(grant, secret, NOW)).toEqual({
    track_id: track,
    user_id: "guest",
    tier: "listener",
    expires_at_ms,
  });
  expect(await openGrant(grant, secret, expires_at_ms - 1)).not.toBe("expired");
  expect(await openGrant(grant, secret, expires_at_ms)).toBe("expired");
});

test("a grant under another secret, or garbage, is none", async () => {
  const { grant } = await issueGrant({ track_id: track, user_id: "guest", tier: "owner" }, secret, NOW);
  expect(await openGrant(grant, "another-secret-of-a-test", NOW)).toBeNull();
  expect(await openGrant(grant.replace("g1.", "j1."), secret, NOW)).toBeNull();
  expect(await openGrant("public", secret, NOW)).toBeNull();
});

test("grants of one minute are the same text, so that addresses can be cached", async () => {
  const issue = (now: number) =>
    issueGrant({ track_id: track, user_id: "usr_1", tier: "listener" }, secret, now);
  expect((await issue(NOW)).grant).toBe((await issue(NOW + 20_000)).grant);
});
