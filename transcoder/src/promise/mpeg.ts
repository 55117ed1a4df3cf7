import type { FileHandle } from "node:fs/promises";
import { afterId3, bytesAt } from "./bytes.ts";

const RATES = [44_100, 48_000, 32_000];

/**
 * The frame count that an encoder wrote into the first frame: Xing/Info (with LAME's delay and padding, which
 * decoders cut) or VBRI. Without one there is no promise: a length from the bit rate is a guess.
 */
export async function readMpegSeconds(handle: FileHandle): Promise<number | null> {
  const start = await afterId3(handle);
  const bytes = await bytesAt(handle, start, 4096);
  const at = firstFrame(bytes);
  if (at === null) return null;
  const [second, third, fourth] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const rate = (RATES[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  if (rate === 0 || layer !== 3) return null;
  const isMono = fourth >> 6 === 3;
  const perFrame = version === 3 ? 1152 : 576;
  const side = version === 3 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  const tag = at + 4 + side;
  const name = bytes.toString("latin1", tag, tag + 4);
  if (name === "Xing" || name === "Info") return xing(bytes, tag, perFrame, rate);
  const vbri = at + 36;
  if (bytes.toString("latin1", vbri, vbri + 4) === "VBRI" && vbri + 18 <= bytes.length)
    return (bytes.readUInt32BE(vbri + 14) * perFrame) / rate;
  return null;
}

function xing(bytes: Buffer, tag: number, perFrame: number, rate: number): number | null {
  if (tag + 12 > bytes.length) return null;
  const flags = bytes.readUInt32BE(tag + 4);
  if ((flags & 1) === 0) return null;
  const frames = bytes.readUInt32BE(tag + 8);
  if (frames === 0) return null;
  const lame =
    tag + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const hasDelays =
    lame + 24 <= bytes.length && /^L(?:AME|avc|avf)/.test(bytes.toString("latin1", lame, lame + 4));
  const delays = hasDelays ? bytes.readUIntBE(lame + 21, 3) : 0;
  const padding = hasDelays ? delays & 0xfff : 0;
  const delay = hasDelays ? delays >> 12 : 0;
  return Math.max(0, frames * perFrame - delay - padding) / rate;
}

function firstFrame(bytes: Buffer): number | null {
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    const [one, two, three] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    const isFrame =
      one === 0xff &&
      (two & 0xe0) === 0xe0 &&
      (two & 0x18) !== 0x08 &&
      (two & 0x06) !== 0 &&
      three >> 4 !== 0x0f &&
      ((three >> 2) & 3) !== 3;
    if (isFrame) return at;
  }
  return null;
}
