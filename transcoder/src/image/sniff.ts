import type { PictureFormat } from "../ffmpeg/args.ts";

export type Picture = {
  format: PictureFormat;
  width: number;
  height: number;
  /** Exif orientation, 1 to 8; 1 is upright. */
  orientation: number;
  /** Whether the format can carry transparency. */
  alpha: boolean;
};

/** What kind of picture this is and how large it says to be; null when it is none of those that are taken. */
export function sniffPicture(bytes: Uint8Array): Picture | null {
  const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const upright = { orientation: 1, alpha: true };
  if (text(0, 8) === "\x89PNG\r\n\x1a\n" && text(12, 16) === "IHDR" && bytes.length >= 24) {
    return { format: "png", width: v.getUint32(16), height: v.getUint32(20), ...upright };
  }
  if (/^GIF8[79]a$/.test(text(0, 6)) && bytes.length >= 10) {
    return { format: "gif", width: v.getUint16(6, true), height: v.getUint16(8, true), ...upright };
  }
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP" && bytes.length >= 30) {
    const size = webpSize(v, text(12, 16));
    return size && { format: "webp", ...size, ...upright };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const found = readJpeg(v);
    return found && { format: "jpeg", ...found, alpha: false };
  }
  return null;
}

/** RFC 9649, sections 2.5 to 2.7. */
function webpSize(v: DataView, chunk: string): { width: number; height: number } | null {
  if (chunk === "VP8 ")
    return { width: v.getUint16(26, true) & 0x3fff, height: v.getUint16(28, true) & 0x3fff };
  if (chunk === "VP8L") {
    const bits = v.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === "VP8X") {
    const uint24 = (at: number) => v.getUint16(at, true) | (v.getUint8(at + 2) << 16);
    return { width: uint24(24) + 1, height: uint24(27) + 1 };
  }
  return null;
}

/** Walks JPEG markers (ITU-T T.81, annex B) to the frame header; an Exif segment lies before it. */
function readJpeg(v: DataView): { width: number; height: number; orientation: number } | null {
  let orientation = 1;
  let at = 2;
  while (at + 9 < v.byteLength) {
    if (v.getUint8(at) !== 0xff) return null;
    const marker = v.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: v.getUint16(at + 5), width: v.getUint16(at + 7), orientation };
    const length = v.getUint16(at + 2);
    if (marker === 0xe1) orientation = exifOrientation(v, at + 4, at + 2 + length) ?? orientation;
    at += 2 + length;
  }
  return null;
}

/** The orientation tag of the first directory of an Exif segment's TIFF structure. */
function exifOrientation(v: DataView, start: number, end: number): number | null {
  const tiff = start + 6;
  if (end > v.byteLength || tiff + 8 > end || v.getUint32(start) !== 0x45786966) return null;
  const little = v.getUint16(tiff) === 0x4949;
  const directory = tiff + v.getUint32(tiff + 4, little);
  if (directory + 2 > end) return null;
  const count = v.getUint16(directory, little);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > end) return null;
    if (v.getUint16(entry, little) !== 0x0112) continue;
    const value = v.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}
