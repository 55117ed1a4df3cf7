import fc from "fast-check";
import { Parser } from "m3u8-parser";
import { describe, expect, test } from "vitest";
import { masterPlaylist, measureBandwidth, mediaPlaylist } from "./hls-playlist.ts";

function parse(text: string) {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest;
}

const variants = [
  {
    name: "aac_64",
    playlist: "aac_64/playlist.m3u8",
    bandwidth: 68_000,
    average_bandwidth: 66_000,
    codec: "mp4a.40.2",
  },
  {
    name: "flac",
    playlist: "flac/playlist.m3u8",
    bandwidth: 900_000,
    average_bandwidth: 700_000,
    codec: "fLaC",
  },
  {
    name: "aac_128",
    playlist: "aac_128/playlist.m3u8",
    bandwidth: 133_000,
    average_bandwidth: 131_000,
    codec: "mp4a.40.2",
  },
];

describe("the media playlist", () => {
  test("for any lengths: a parser reads them back, and none exceeds the target when rounded", () => {
    const segments = fc.array(fc.double({ min: 1, max: 9000, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(segments, (lengths) => {
        const text = mediaPlaylist(
          "init.mp4",
          lengths.map((duration_ms, index) => ({ uri: `${index}.m4s`, duration_ms })),
        );
        const manifest = parse(text);
        expect(manifest.segments.map((one) => one.uri)).toEqual(lengths.map((_, index) => `${index}.m4s`));
        manifest.segments.forEach((one, index) => {
          expect(one.duration).toBeCloseTo(lengths[index]! / 1000, 5);
          expect(Math.round(one.duration)).toBeLessThanOrEqual(manifest.targetDuration!);
        });
      }),
      { seed: 20_260_803, numRuns: 100 },
    );
  });

  test("pinned: every tag that players need", () => {
    const segments = [
      { uri: "0.m4s", duration_ms: 1996.916 },
      { uri: "1.m4s", duration_ms: 5990.7483 },
    ];
    expect(mediaPlaylist("init.mp4", segments)).toBe(
      `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:1.996916,
0.m4s
#EXTINF:5.990748,
1.m4s
#EXT-X-ENDLIST
`,
    );
  });
});

describe("the master playlist", () => {
  test("begins with the start rendition, the others follow from low to high", () => {
    const manifest = parse(masterPlaylist(variants, "aac_128"));
    expect(manifest.playlists!.map((one) => one.uri)).toEqual([
      "aac_128/playlist.m3u8",
      "aac_64/playlist.m3u8",
      "flac/playlist.m3u8",
    ]);
    expect(manifest.independentSegments).toBe(true);
  });

  test("states codec, peak and mean of every variant", () => {
    const manifest = parse(masterPlaylist(variants, "aac_128"));
    for (const playlist of manifest.playlists!) {
      const variant = variants.find((one) => one.playlist === playlist.uri)!;
      expect(playlist.attributes).toMatchObject({
        BANDWIDTH: variant.bandwidth,
        "AVERAGE-BANDWIDTH": String(variant.average_bandwidth),
        CODECS: variant.codec,
      });
    }
  });
});

test("bandwidth is what was measured: the most demanding segment and the mean", () => {
  const segments = [
    { bytes: 1000, duration_ms: 1000 },
    { bytes: 9000, duration_ms: 6000 },
  ];
  expect(measureBandwidth(segments)).toEqual({ bandwidth: 12_000, average_bandwidth: 11_429 });
});
