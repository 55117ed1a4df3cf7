import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  concatBytes,
  createBoxReader,
  Mp4Error,
  readBoxes,
  readFragment,
  readInit,
  type Sample,
  writeBox,
  writeInit,
  writeSegment,
} from "./mp4-boxes.ts";

const seed = { seed: 20_260_801, numRuns: 200 };
const noDefaults = { duration: 0, size: 0 };
const bytes = (...values: number[]) => Uint8Array.from(values);
const samples = fc.array(
  fc.record({ duration: fc.integer({ min: 1, max: 100_000 }), data: fc.uint8Array({ maxLength: 300 }) }),
  { minLength: 1, maxLength: 40 },
);

describe("segments", () => {
  test("what is written is read back, sample for sample", () => {
    fc.assert(
      fc.property(samples, fc.nat(2 ** 40), fc.nat(1000), (given: Sample[], decodeTime, sequence) => {
        const [moof, mdat, ...more] = readBoxes(writeSegment({ sequence, decodeTime, samples: given }));
        expect(more).toEqual([]);
        const read = readFragment(moof!, mdat!, noDefaults);
        expect(read.decodeTime).toBe(decodeTime);
        expect(read.samples).toEqual(given);
      }),
      seed,
    );
  });

  test("the data offset of trun points at the first byte of the payload", () => {
    const whole = writeSegment({
      sequence: 1,
      decodeTime: 0,
      samples: [{ duration: 1024, data: bytes(7, 8, 9) }],
    });
    const view = new DataView(whole.buffer);
    const trun = whole.findIndex((_, at) => String.fromCharCode(...whole.subarray(at, at + 4)) === "trun");
    expect(whole[view.getUint32(trun + 12)]).toBe(7);
  });

  test("a sample that reaches past its mdat, or a mdat with bytes of nobody, is refused", () => {
    const given = [{ duration: 1024, data: bytes(1, 2, 3) }];
    const [moof] = readBoxes(writeSegment({ sequence: 1, decodeTime: 0, samples: given }));
    for (const payload of [bytes(1, 2), bytes(1, 2, 3, 4)]) {
      const [mdat] = readBoxes(writeBox("mdat", payload));
      expect(() => readFragment(moof!, mdat!, noDefaults)).toThrow(Mp4Error);
    }
  });
});

describe("the box reader", () => {
  test("finds the same boxes however the stream is cut", () => {
    const boxes = fc.array(
      fc.tuple(fc.constantFrom("moof", "mdat", "free"), fc.uint8Array({ maxLength: 60 })),
    );
    fc.assert(
      fc.property(boxes, fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 }), (given, cuts) => {
        const stream = concatBytes(given.map(([type, body]) => writeBox(type, body)));
        const reader = createBoxReader();
        const found = [];
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const length = cuts[cut % cuts.length]!;
          found.push(...reader.push(stream.slice(at, at + length)));
          at += length;
        }
        reader.end();
        expect(found.map(({ type, body }) => [type, body])).toEqual(given);
      }),
      seed,
    );
  });

  test("reads 64-bit sizes", () => {
    const large = bytes(0, 0, 0, 1, 0x6d, 0x64, 0x61, 0x74, 0, 0, 0, 0, 0, 0, 0, 18, 5, 6);
    const [box] = createBoxReader().push(large);
    expect(box).toMatchObject({ type: "mdat", body: bytes(5, 6) });
  });

  test("says when the stream ends inside a box, and refuses impossible sizes", () => {
    const reader = createBoxReader();
    reader.push(writeBox("mdat", bytes(1, 2, 3)).subarray(0, 9));
    expect(() => reader.end()).toThrow("9 bytes into a box");
    expect(() => createBoxReader().push(bytes(0, 0, 0, 4, 1, 2, 3, 4))).toThrow(Mp4Error);
  });
});

describe("the init segment", () => {
  const uint32 = (...values: number[]) => {
    const out = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, index) => {
      out.setUint32(index * 4, value);
    });
    return new Uint8Array(out.buffer);
  };
  const movie = (timescale: number, entry: Uint8Array) => {
    const stsd = writeBox("stsd", uint32(0, 1), entry);
    const mdhd = writeBox("mdhd", uint32(0, 0, 0, timescale, 0, 0));
    const mdia = writeBox("mdia", mdhd, writeBox("minf", writeBox("stbl", stsd)));
    const mvex = writeBox("mvex", writeBox("trex", uint32(0, 1, 1, 1024, 0, 0)));
    return readBoxes(writeBox("moov", writeBox("trak", mdia), mvex, writeBox("udta", bytes(1, 2, 3))))[0]!;
  };
  const soundEntry = new Uint8Array(28);

  test("reads AAC-LC, and mono from the decoder's configuration", () => {
    // AudioSpecificConfig: object type 2, frequency index 4 (44,100), one channel.
    const config = bytes(0x05, 0x80, 0x80, 0x02, 0x12, 0x08);
    const decoder = concatBytes([bytes(0x04, 0x13), new Uint8Array(13), config]);
    const esds = writeBox("esds", uint32(0), bytes(0x03, 0x20), new Uint8Array(3), decoder);
    expect(readInit(movie(44_100, writeBox("mp4a", soundEntry, esds)))).toEqual({
      timescale: 44_100,
      codec: "mp4a.40.2",
      sampleRate: 44_100,
      channels: 1,
      defaults: { duration: 1024, size: 0 },
    });
  });

  test("reads FLAC at a rate that the sample entry can't hold", () => {
    const streamInfo = new Uint8Array(34);
    // 96,000 Hz in 20 bits, two channels.
    streamInfo.set([0x17, 0x70, 0x02 | 0x01], 10);
    const dfla = writeBox("dfLa", uint32(0), bytes(0x80, 0, 0, 34), streamInfo);
    const init = readInit(movie(96_000, writeBox("fLaC", soundEntry, dfla)));
    expect(init).toMatchObject({ codec: "fLaC", sampleRate: 96_000, channels: 2 });
  });

  test("keeps moov but for what names the encoder, behind CMAF brands", () => {
    const esds = writeBox(
      "esds",
      uint32(0),
      bytes(0x03, 0, 0, 0, 0, 0x04, 0),
      new Uint8Array(13),
      bytes(5, 2, 0x12, 0x10),
    );
    const [ftyp, moov] = readBoxes(writeInit(movie(44_100, writeBox("mp4a", soundEntry, esds))));
    expect(new TextDecoder().decode(ftyp!.body)).toContain("cmfc");
    expect(readBoxes(moov!.body).map((box) => box.type)).toEqual(["trak", "mvex"]);
    expect(readInit(moov!).channels).toBe(2);
  });

  test("declares the priming for players that cut nothing by themselves: an edit list, and iTunes' comment", () => {
    const tkhd = writeBox("tkhd", new Uint8Array(4));
    const moov = { ...readBoxes(writeBox("moov", writeBox("trak", tkhd, writeBox("mdia"))))[0]! };
    const written = readBoxes(writeInit(moov, { priming: 1024, valid: 220_500, padding: 684 }))[1]!;
    const [trak, udta] = readBoxes(written.body);
    expect(readBoxes(trak!.body).map((box) => box.type)).toEqual(["tkhd", "edts", "mdia"]);
    const elst = readBoxes(readBoxes(trak!.body)[1]!.body)[0]!.body;
    const fields = new DataView(elst.buffer, elst.byteOffset, elst.byteLength);
    expect([4, 8, 12, 16].map((at) => fields.getUint32(at))).toEqual([1, 0, 1024, 0x0001_0000]);
    expect(new TextDecoder("latin1").decode(udta!.body)).toContain(" 00000400 000002AC 0000000000035D54 ");
  });

  test("refuses a codec that nobody asked for, and a movie without fragments", () => {
    expect(() => readInit(movie(1, writeBox("ac-3", soundEntry)))).toThrow("ac-3");
    const [bare] = readBoxes(writeBox("moov", writeBox("trak", bytes())));
    expect(() => readInit(bare!)).toThrow(Mp4Error);
  });
});
