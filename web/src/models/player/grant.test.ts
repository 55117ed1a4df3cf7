import { expect, test } from "vitest";
import { isGrantEnding, underGrant } from "./grant.ts";

const now = Date.parse("2026-05-01T12:00:00Z");

test("a grant is renewed before it ends; a public track has none", () => {
  expect(isGrantEnding({ grant_expires_at: "2026-05-01T12:05:00Z" }, now)).toBe(false);
  expect(isGrantEnding({ grant_expires_at: "2026-05-01T12:00:30Z" }, now)).toBe(true);
  expect(isGrantEnding({ grant_expires_at: null }, now)).toBe(false);
});

test("addresses of the same track move under the new grant, others do not", () => {
  const manifest = "/stream/hls/new.grant/trk_1/v1/master.m3u8";
  expect(underGrant("https://veza.test/stream/hls/old/trk_1/v1/aac_64/3.m4s", manifest)).toBe(
    "https://veza.test/stream/hls/new.grant/trk_1/v1/aac_64/3.m4s",
  );
  expect(underGrant("/stream/hls/old/trk_2/v1/0.m4s", manifest)).toBe("/stream/hls/old/trk_2/v1/0.m4s");
  expect(underGrant("/api/v1/tracks", manifest)).toBe("/api/v1/tracks");
});
