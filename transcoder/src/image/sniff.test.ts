import fc from "fast-check";
import { expect, test } from "vitest";
import { sniffPicture } from "./sniff.ts";

const latin1 = (text: string) => Buffer.from(text, "latin1");
const uint16 = (value: number) => Buffer.from([value >> 8, value & 255]);

function jpeg(width: number, height: number, orientation?: number): Buffer {
  const tiff = [latin1("II*\0\x08\0\0\0"), latin1("\x01\0"), latin1("\x12\x01\x03\0\x01\0\0\0")];
  const exif = Buffer.concat([
    latin1("Exif\0\0"),
    ...tiff,
    Buffer.from([orientation ?? 0, 0, 0, 0]),
    Buffer.alloc(4),
  ]);
  const app1 = orientation ? [latin1("\xff\xe1"), uint16(exif.length + 2), exif] : [];
  const frame = [
    latin1("\xff\xc2"),
    uint16(17),
    latin1("\x08"),
    uint16(height),
    uint16(width),
    Buffer.alloc(12),
  ];
  const table = [latin1("\xff\xdb"), uint16(4), Buffer.alloc(2)];
  return Buffer.concat([latin1("\xff\xd8"), ...app1, ...table, ...frame]);
}

function png(width: number, height: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([latin1("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), size, Buffer.alloc(9)]);
}

test("JPEG, with and without Exif", () => {
  expect(sniffPicture(jpeg(640, 480))).toMatchObject({
    format: "jpeg",
    width: 640,
    height: 480,
    orientation: 1,
  });
  expect(sniffPicture(jpeg(640, 480, 6))).toMatchObject({ width: 640, orientation: 6 });
  expect(sniffPicture(jpeg(640, 480, 77))).toMatchObject({ orientation: 1 });
});

test("a PNG's claimed size is known before anything is unpacked", () => {
  expect(sniffPicture(png(60_000, 60_000))).toMatchObject({ format: "png", width: 60_000, height: 60_000 });
});

test("GIF and the three kinds of WebP", () => {
  expect(sniffPicture(latin1("GIF89a\x40\x01\xf0\x00\0\0\0"))).toMatchObject({
    format: "gif",
    width: 320,
    height: 240,
  });
  const webp = (chunk: string, body: number[]) =>
    Buffer.concat([
      latin1("RIFF\0\0\0\0WEBP"),
      latin1(chunk),
      Buffer.alloc(4),
      Buffer.from(body),
      Buffer.alloc(10),
    ]);
  expect(sniffPicture(webp("VP8 ", [0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0]))).toMatchObject({
    width: 320,
    height: 240,
  });
  expect(sniffPicture(webp("VP8L", [0x2f, 0x3f, 0xc1, 0x3b, 0]))).toMatchObject({ width: 320, height: 240 });
  expect(sniffPicture(webp("VP8X", [0, 0, 0, 0, 0x3f, 1, 0, 0xef, 0, 0]))).toMatchObject({
    width: 320,
    height: 240,
  });
});

test("any bytes at all: an answer, never an exception", () => {
  const heads = [
    jpeg(10, 10, 3),
    png(1, 1),
    latin1("RIFF\0\0\0\0WEBPVP8X"),
    latin1("GIF89a"),
    latin1("\xff\xd8"),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...heads),
      fc.nat(60),
      fc.uint8Array({ maxLength: 60 }),
      (head, cut, rest) => {
        const picture = sniffPicture(Buffer.concat([head.subarray(0, cut), rest]));
        expect(picture === null || picture.width >= 0).toBe(true);
      },
    ),
    { seed: 20_260_807, numRuns: 2000 },
  );
});
