import { expect, test } from "vitest";
import { withFullLastFrame, withoutEditLists } from "./mp4.ts";

function box(type: string, ...content: Uint8Array[]): Uint8Array {
  const size = 8 + content.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, size);
  bytes.set(new TextEncoder().encode(type), 4);
  let at = 8;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
const concat = (...parts: Uint8Array[]) => box("xxxx", ...parts).slice(8).buffer;
const text = (buffer: ArrayBuffer) => new TextDecoder("latin1").decode(buffer);

test("edit lists in every track are put out of force, nothing else is touched, no byte moves", () => {
  const edts = box("edts", box("elst", new Uint8Array(16).fill(7)));
  const init = concat(
    box("ftyp", new Uint8Array(4)),
    box("moov", box("mvhd"), box("trak", box("tkhd"), edts), box("trak", edts)),
  );
  const result = withoutEditLists(init);
  expect(result.byteLength).toBe(init.byteLength);
  expect(text(result).match(/free/g)).toHaveLength(2);
  expect(text(result)).not.toContain("edts");
  expect(text(result).replaceAll("free", "edts")).toBe(text(init));
  expect(text(init)).toContain("edts");
});

test("bytes that are no boxes come back as they were", () => {
  const odd = new Uint8Array([0, 0, 0, 3, 1, 2, 3, 4, 5]).buffer;
  expect(new Uint8Array(withoutEditLists(odd))).toEqual(new Uint8Array(odd));
});

const u32 = (...values: number[]) => {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setUint32(i * 4, value);
  });
  return bytes;
};
const segment = (trun: Uint8Array) =>
  concat(box("moof", box("mfhd"), box("traf", box("tfhd"), trun)), box("mdat", u32(1, 2)));
const durations = (buffer: ArrayBuffer, from: number, width: number, count: number) =>
  Array.from({ length: count }, (_, i) => new DataView(buffer).getUint32(from + i * width));

test("the last frame of a segment states its whole length", () => {
  // Flags: data offset, durations, sizes. Three frames.
  const before = segment(box("trun", u32(0x301, 3, 99, 1024, 10, 1024, 11, 394, 12)));
  const after = withFullLastFrame(before);
  const first = 8 + 8 + 8 + 8 + 8 + 12;
  expect(durations(before, first, 8, 3)).toEqual([1024, 1024, 394]);
  expect(durations(after, first, 8, 3)).toEqual([1024, 1024, 1024]);
  expect(after.byteLength).toBe(before.byteLength);
});

test("where every frame has its whole length, or none states one, nothing changes", () => {
  for (const trun of [
    box("trun", u32(0x101, 2, 9, 1024, 1024)),
    box("trun", u32(0x201, 2, 9, 10, 11)),
    box("trun", u32(0x101, 1, 9, 394)),
    box("trun", u32(0x101, 50, 9, 1024, 394)),
  ]) {
    const before = segment(trun);
    expect(new Uint8Array(withFullLastFrame(before))).toEqual(new Uint8Array(before));
  }
});
