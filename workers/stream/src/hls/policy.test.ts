import type { TrackAccess } from "@veza/contracts/rpc";
import type { Grant, GrantTier } from "@veza/worker-kit/grant";
import { describe, expect, test } from "vitest";
import { decideMedia as decide, mediaType } from "./policy.ts";

const NOW = 1_800_000_000_000;
const decideMedia = (
  ...[path, grant, access]: Parameters<typeof decide> extends [infer P, infer G, infer A, number]
    ? [P, G, A]
    : never
) => decide(path, grant, access, NOW);
const track_id = "trk_01h455vb4pex5vsknk084sn02q";
const path = { track_id, folder: "v2", file: "aac_128/0.m4s" };
const access: TrackAccess = {
  track_id,
  uploader_id: "usr_01h455vb4pex5vsknk084sn02q",
  visibility: "public",
  current: "v2",
  gone: false,
  is_downloadable: false,
  replaced_until_ms: null,
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
    [
      "the audio before a replacement, for who is in the middle of it",
      { ...access, replaced_until_ms: NOW + 1 },
      { ...path, folder: "v1" },
      "allow",
    ],
    [
      "the audio before a replacement, later",
      { ...access, replaced_until_ms: NOW },
      { ...path, folder: "v1" },
      "not_found",
    ],
    [
      "a picture that was replaced",
      { ...access, artwork: "a2" },
      { ...path, folder: "a1", file: "600.jpg" },
      "not_found",
    ],
    [
      "the picture inside the audio, replaced by one of its own",
      { ...access, artwork: "a2" },
      { ...path, folder: "v2", file: "artwork/600.jpg" },
      "not_found",
    ],
    [
      "the picture that is shown",
      { ...access, artwork: "v2" },
      { ...path, folder: "v2", file: "artwork/600.jpg" },
      "allow",
    ],
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
  test("a listener's opens an unlisted track and nothing else, and no longer once the track is private", () => {
    const hidden = { ...access, visibility: "unlisted" as const };
    expect(decideMedia(path, grant("listener"), { ...hidden, visibility: "private" })).toBe("not_found");
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

describe("a picture's grant opens the picture and nothing that sounds", () => {
  const embedded = { ...path, folder: "v2", file: "artwork/600.jpg" };
  test.each([
    ["a picture set by hand", { ...path, folder: "a1", file: "600.jpg" }, access, "allow"],
    ["a picture that came with the audio", embedded, access, "allow"],
    ["a picture of what is not published yet", embedded, { ...access, current: null }, "allow"],
    ["a picture before anything was said of its track", embedded, null, "allow"],
    ["a picture of a deleted track", embedded, { ...access, gone: true }, "not_found"],
    ["the master", { ...path, file: "master.m3u8" }, access, "not_found"],
    ["a segment", path, access, "not_found"],
    ["a segment named like a picture", { ...path, file: "artwork/0.m4s" }, access, "not_found"],
    ["the download", { ...path, file: "download.mp3" }, { ...access, is_downloadable: true }, "not_found"],
    ["the waveform", { ...path, file: "waveform.json" }, access, "not_found"],
  ] as const)("%s", (_, asked, known, expected) =>
    expect(decideMedia(asked, grant("artwork"), known)).toBe(expected),
  );
});
