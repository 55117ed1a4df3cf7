import { expect, test } from "vitest";
import { withoutEditLists } from "./mp4.ts";

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
