import fc from "fast-check";
import { expect, test } from "vitest";
import { stillOfWebp } from "./webp-still.ts";

const chunk = (name: string, payload: number[]) => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(payload.length);
  return Buffer.concat([Buffer.from(name), size, Buffer.from(payload), Buffer.alloc(payload.length % 2)]);
};
const webp = (...parts: Buffer[]) => {
  const body = Buffer.concat([Buffer.from("WEBP"), ...parts]);
  const head = Buffer.alloc(8);
  head.write("RIFF");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};
/** A frame of 300 × 2 pixels. */
const frame = (...parts: Buffer[]) =>
  chunk("ANMF", [0, 0, 0, 0, 0, 0, 0x2b, 1, 0, 1, 0, 0, 0, 0, 0, 0, ...Buffer.concat(parts)]);

test("what is not animated is left as it is", () => {
  expect(stillOfWebp(webp(chunk("VP8L", [1, 2, 3])))).toBeNull();
  expect(stillOfWebp(Buffer.from("not a picture"))).toBeNull();
  expect(stillOfWebp(webp(chunk("ANIM", [0, 0, 0, 0, 0, 0]), frame()))).toBeNull();
});

test("the first frame becomes a file of its own, without what came around it", () => {
  const moving = webp(chunk("EXIF", [9]), frame(chunk("VP8L", [1, 2, 3])), frame(chunk("VP8L", [4])));
  expect(Buffer.from(stillOfWebp(moving) ?? [])).toEqual(webp(chunk("VP8L", [1, 2, 3])));
});

test("a frame with opacity apart keeps it, on a canvas of its own size", () => {
  const moving = webp(frame(chunk("ALPH", [7]), chunk("VP8 ", [1, 2])));
  const canvas = chunk("VP8X", [0x10, 0, 0, 0, 0x2b, 1, 0, 1, 0, 0]);
  expect(Buffer.from(stillOfWebp(moving) ?? [])).toEqual(
    webp(canvas, chunk("ALPH", [7]), chunk("VP8 ", [1, 2])),
  );
});

test("no bytes make it throw or run on", () => {
  const head = webp(frame(chunk("VP8 ", [1, 2])));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(head.length), (noise, at) => {
      const bytes = Buffer.concat([head.subarray(0, at), noise]);
      const still = stillOfWebp(bytes);
      expect(still === null || still.length < bytes.length + 40).toBe(true);
    }),
    { seed: 4 },
  );
});
