import { expect, test } from "vitest";
import { issueJobToken, jobTokenAllows } from "./job-token.ts";

const secret = "job-secret-of-a-test";
const NOW = 1_800_000_000_000;
const token = await issueJobToken("originals/upl_1", "hls/trk_1/v1/", secret, NOW);

test.each([
  ["read", "originals/upl_1", true],
  ["read", "originals/upl_2", false],
  ["read", "hls/trk_1/v1/index.json", false],
  ["write", "hls/trk_1/v1/index.json", true],
  ["write", "hls/trk_1/v1/aac_64/0.m4s", true],
  ["write", "hls/trk_1/v2/index.json", false],
  ["write", "hls/trk_1/v1/../v2/index.json", false],
  ["write", "hls/trk_1/v1/a/b/c.m4s", false],
  ["write", "hls/trk_1/v1/", false],
  ["write", "originals/upl_1", false],
] as const)("%s %s: %s", async (action, key, expected) => {
  expect(await jobTokenAllows(token, action, key, secret, NOW)).toBe(expected);
});

test("it ends, and no other secret or kind of token passes", async () => {
  expect(await jobTokenAllows(token, "read", "originals/upl_1", secret, NOW + 41 * 60_000)).toBe(false);
  expect(await jobTokenAllows(token, "read", "originals/upl_1", "another-secret-of-a-test", NOW)).toBe(false);
  expect(await jobTokenAllows(token.replace(/^j1/, "g1"), "read", "originals/upl_1", secret, NOW)).toBe(
    false,
  );
});
