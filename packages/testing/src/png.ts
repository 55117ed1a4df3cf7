import { crc32, deflateSync } from "node:zlib";

/**
 * A PNG (W3C, "Portable Network Graphics") of 8-bit RGB, from a function of the place that gives 0 to 255
 * each.
 */
export function pngOf(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): Buffer<ArrayBuffer> {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows.set(colour(x, y), y * (1 + width * 3) + 1 + x * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A gradient: neither a square by default nor one colour, so that cropping and turning show. */
export const gradientPng = (width = 300, height = 200): Buffer<ArrayBuffer> =>
  pngOf(width, height, (x, y) => [(x * 255) / width, (y * 255) / height, 120]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
