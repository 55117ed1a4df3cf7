import { describe, expect, test } from "vitest";
import * as args from "./args.ts";

const stereo = { sampleRate: 44_100, layout: args.keptLayout(2, true) };
/** The value that follows an option. */
const after = (list: string[], option: string) => list[list.indexOf(option) + 1];

describe("every input of a stranger's file", () => {
  const inputs = {
    probe: args.probeArgs("/job/source"),
    probeAt: args.probeAtArgs("/job/source", 0, 60),
    audio: args.audioInput(),
    picture: args.pictureInput("png"),
  };

  test.each(Object.entries(inputs))("%s: may open files only", (_, list) => {
    expect(after(list, "-protocol_whitelist")).toBe("file");
  });

  test.each(Object.entries(inputs).filter(([name]) => name !== "picture"))(
    "%s: takes audio containers only",
    (_, list) => {
      const formats = after(list, "-format_whitelist")?.split(",") ?? [];
      expect(formats).toEqual(expect.arrayContaining(["wav", "flac", "mp3", "mov", "ogg", "aiff", "asf"]));
      for (const dangerous of [
        "hls",
        "concat",
        "dash",
        "sdp",
        "lavfi",
        "image2",
        "rtsp",
        "tee",
        "subfile",
        "concatf",
      ]) {
        expect(formats).not.toContain(dangerous);
      }
    },
  );

  test.each([
    ["a link of a chained Ogg file", args.linkInput()],
    ["our own samples", args.pcmInput(stereo)],
  ])("%s comes through stdin, and nothing else can be opened", (_, list) => {
    expect(after(list, "-protocol_whitelist")).toBe("pipe");
    expect(list).toContain("-f");
  });

  test("a picture is read by the demuxer of what it is, never by guessing", () => {
    expect(after(args.pictureInput("jpeg"), "-f")).toBe("jpeg_pipe");
  });
});

describe("every output", () => {
  const outputs = {
    aac: args.aacOutput(128, stereo, 3601),
    flac: args.flacOutput({ ...stereo, bits: 16, dither: false }, 3601),
    mp3: args.mp3Output(stereo, 3601),
    picture: args.pictureOutput(1),
    square: args.squareOutput(0),
  };

  test.each(Object.entries(outputs))(
    "%s: carries nothing of the source's metadata, and equal bytes each time",
    (_, list) => {
      expect(after(list, "-map_metadata")).toBe("-1");
      expect(after(list, "-map_chapters")).toBe("-1");
      expect(after(list, "-fflags")).toBe("+bitexact");
    },
  );

  test.each(["aac", "flac", "mp3"] as const)(
    "%s: one audio stream, bounded in time, counted by samples",
    (name) => {
      const list = outputs[name];
      expect(after(list, "-map")).toBe("0:0");
      expect(list).toEqual(expect.arrayContaining(["-vn", "-sn", "-dn"]));
      expect(after(list, "-t")).toBe("3601");
      expect(after(list, "-af")).toMatch(/asetpts=N$/);
    },
  );

  test("all AAC rungs differ in their bit rate alone, so that they can be switched", () => {
    const without = (kbps: number) => args.aacOutput(kbps, stereo, 60).filter((one) => one !== `${kbps}k`);
    expect(without(64)).toEqual(without(256));
  });

  test("FLAC keeps 24 bits, and rounds a decoder's floats with noise", () => {
    const deep = args.flacOutput({ ...stereo, bits: 24, dither: false }, 60);
    expect(after(deep, "-sample_fmt")).toBe("s32");
    expect(after(deep, "-bits_per_raw_sample")).toBe("24");
    const lossy = args.flacOutput({ ...stereo, bits: 16, dither: true }, 60);
    expect(after(lossy, "-af")).toContain("dither_method=triangular");
  });
});

describe("channels", () => {
  test.each([
    [1, true, 1, "ochl=mono:rematrix_maxval=1"],
    [2, false, 2, "ochl=stereo:rematrix_maxval=1"],
    [6, true, 2, "ochl=stereo:rematrix_maxval=1"],
    [6, false, 2, "pan=stereo|c0=c0|c1=c1"],
  ])("%i, named: %s", (channels, named, kept, filter) => {
    const layout = args.keptLayout(channels, named);
    expect(layout.channels).toBe(kept);
    expect(layout.filter).toContain(filter);
  });
});

describe("squares", () => {
  const picture = { width: 800, height: 500, orientation: 1, alpha: false };

  test("are cut from the middle and never larger than the source", () => {
    const graph = after(args.squaresGraph(picture, [160, 600, 1200]), "-filter_complex") ?? "";
    expect(graph).toContain("crop=500:500,");
    expect(graph).toContain("scale=160:160");
    expect(graph).not.toContain("600");
  });

  test("stand upright", () => {
    const graph = (orientation: number) => args.squaresGraph({ ...picture, orientation }, [160]).join(" ");
    expect(graph(6)).toContain("transpose=clock,");
    expect(graph(3)).toContain("hflip,vflip,");
    expect(graph(1)).not.toMatch(/flip|transpose/);
  });
});
