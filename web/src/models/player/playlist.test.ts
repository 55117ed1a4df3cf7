import { expect, test } from "vitest";
import { parseMaster, parseMedia, segmentAt, variantOf } from "./playlist.ts";

const MASTER = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=70000,AVERAGE-BANDWIDTH=66000,CODECS="mp4a.40.2"
aac_64/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="fLaC"
flac/index.m3u8
`;
const MEDIA = `#EXTM3U\r
#EXT-X-TARGETDURATION:6\r
#EXT-X-MAP:URI="init.mp4"\r
#EXTINF:1.997,\r
0.m4s\r
#EXTINF:6.0,\r
1.m4s\r
#EXT-X-ENDLIST\r
`;

test("a master playlist names its variants; a rendition's lies in a folder of its name", () => {
  const variants = parseMaster(MASTER);
  expect(variants).toEqual(["aac_64/index.m3u8", "flac/index.m3u8"]);
  expect(variantOf(variants, "flac")).toBe("flac/index.m3u8");
  expect(variantOf(variants, "aac_6")).toBeNull();
});

test("a media playlist becomes segments on a clock", () => {
  const playlist = parseMedia(MEDIA);
  expect(playlist.init).toBe("init.mp4");
  expect(playlist.segments).toEqual([
    { uri: "0.m4s", start: 0, duration: 1.997 },
    { uri: "1.m4s", start: 1.997, duration: 6 },
  ]);
});

test("the segment of a time; just before a border it is the one after", () => {
  const playlist = parseMedia(MEDIA);
  expect([
    segmentAt(playlist, 0),
    segmentAt(playlist, 1.9),
    segmentAt(playlist, 1.99),
    segmentAt(playlist, 7.9),
  ]).toEqual([0, 0, 1, 1]);
  expect(segmentAt(playlist, 8)).toBeNull();
});

test("a playlist without an init segment or segments is refused", () => {
  expect(() => parseMedia("#EXTM3U\n#EXTINF:6,\n0.m4s\n")).toThrow("init segment");
  expect(() => parseMedia('#EXTM3U\n#EXT-X-MAP:URI="i.mp4"\n')).toThrow("no segments");
});
