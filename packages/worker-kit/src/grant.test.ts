import { expect, test } from "vitest";
import { issueGrant, listeningLifeMs, openGrant, withoutGrant } from "./grant.ts";

const secret = "grant-secret-of-a-test";
const track = "trk_01h455vb4pex5vsknk084sn02q";
const NOW = 1_800_000_030_000;

test("a grant by which somebody listens outlives its track, at any length and any pace", async () => {
  for (const duration_ms of [1_000, 450_000, 6 * 3_600_000]) {
    const input = { track_id: track, user_id: "guest", tier: "listener" } as const;
    const { grant } = await issueGrant(input, secret, NOW, listeningLifeMs(duration_ms));
    expect(await openGrant(grant, secret, NOW + duration_ms + 29 * 60_000)).toMatchObject({
      tier: "listener",
    });
    expect(await openGrant(grant, secret, NOW + duration_ms + 32 * 60_000)).toBe("expired");
  }
});

test("a grant names its track, user and tier until it expires, five to six minutes on", async () => {
  const { grant, expires_at_ms } = await issueGrant(
    { track_id: track, user_id: "guest", tier: "listener" },
    secret,
    NOW,
  );
  expect(expires_at_ms - NOW).toBeLessThanOrEqual(360_000);
  expect(expires_at_ms - NOW).toBeGreaterThanOrEqual(300_000);
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

test("an address that is told to many holds no grant: the open path stays, a signed one is left out", async () => {
  const { grant } = await issueGrant({ track_id: track, user_id: "guest", tier: "artwork" }, secret, NOW);
  expect(withoutGrant(`/stream/hls/${grant}/${track}/a1/600.jpg`)).toBeNull();
  expect(withoutGrant(`https://veza.example/stream/hls/${grant}/${track}/a1/600.jpg`)).toBeNull();
  const open = `/stream/hls/public/${track}/a1/600.jpg`;
  expect(withoutGrant(open)).toBe(open);
  expect(withoutGrant(null)).toBeNull();
});
