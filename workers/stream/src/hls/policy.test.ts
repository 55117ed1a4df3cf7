import type { TrackAccess } from "@veza/contracts/rpc";
import type { Grant, GrantTier } from "@veza/worker-kit/grant";
import { describe, expect, test } from "vitest";
import { decideMedia, mediaType } from "./policy.ts";

const track_id = "trk_01h455vb4pex5vsknk084sn02q";
const path = { track_id, folder: "v2", file: "aac_128/0.m4s" };
const access: TrackAccess = {
  track_id,
  uploader_id: "usr_01h455vb4pex5vsknk084sn02q",
  visibility: "public",
  current: "v2",
  gone: false,
  is_downloadable: false,
  revision: 1,
};
const grant = (tier: GrantTier, id = track_id): Grant => ({
  track_id: id,
  user_id: "guest",
  tier,
  expires_at_ms: 1,
});

describe("by the open path", () => {
  test.each([
    ["published and public", access, path, "allow"],
    ["an artwork", access, { ...path, folder: "a1", file: "600.jpg" }, "allow"],
    ["the audio before a replacement", access, { ...path, folder: "v1" }, "allow"],
    ["a version that is not published yet", access, { ...path, folder: "v3" }, "not_found"],
    ["unlisted", { ...access, visibility: "unlisted" as const }, path, "not_found"],
    ["private", { ...access, visibility: "private" as const }, path, "not_found"],
    ["deleted", { ...access, gone: true }, path, "not_found"],
    ["not published", { ...access, current: null }, path, "not_found"],
    ["unknown", null, path, "not_found"],
    ["the download where it is not offered", access, { ...path, file: "download.mp3" }, "not_found"],
    [
      "the download where it is",
      { ...access, is_downloadable: true },
      { ...path, file: "download.mp3" },
      "allow",
    ],
    ["the pipeline's own index", access, { ...path, file: "index.json" }, "not_found"],
  ] as const)("%s", (_name, state, asked, expected) =>
    expect(decideMedia(asked, "public", state)).toBe(expected),
  );
});

describe("by a grant", () => {
  test("a listener's opens an unlisted or private track, and nothing else", () => {
    const hidden = { ...access, visibility: "private" as const };
    expect(decideMedia(path, grant("listener"), hidden)).toBe("allow");
    expect(decideMedia(path, grant("listener", "trk_01h455vb4pex5vsknk084sn02r"), hidden)).toBe("not_found");
    expect(decideMedia({ ...path, folder: "v3" }, grant("listener"), hidden)).toBe("not_found");
    expect(decideMedia(path, grant("listener"), { ...hidden, gone: true })).toBe("not_found");
  });
  test("the owner's opens every version and the download, but not a deleted track", () => {
    expect(decideMedia({ ...path, folder: "v3", file: "download.mp3" }, grant("owner"), access)).toBe(
      "allow",
    );
    expect(decideMedia(path, grant("owner"), null)).toBe("allow");
    expect(decideMedia(path, grant("owner"), { ...access, gone: true })).toBe("not_found");
  });
  test("expired says so, none is not found", () => {
    expect(decideMedia(path, "expired", access)).toBe("grant_expired");
    expect(decideMedia(path, null, access)).toBe("not_found");
  });
});

test.each([
  ["master.m3u8", "application/vnd.apple.mpegurl"],
  ["aac_128/playlist.m3u8", "application/vnd.apple.mpegurl"],
  ["aac_128/0.m4s", "audio/mp4"],
  ["artwork/600.jpg", "image/jpeg"],
  ["../v1/master.m3u8", null],
  ["a/b/c.m4s", null],
  ["access.exe", null],
  ["", null],
  ["%2e%2e/x.m4s", null],
])("the type of %j", (file, type) => expect(mediaType(file)).toBe(type));
