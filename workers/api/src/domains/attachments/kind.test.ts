import { expect, test } from "vitest";
import { requireRoomFor, sniffKind } from "./kind.ts";

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part]))),
  );
const PNG = bytes(
  "\x89PNG\r\n\x1a\n",
  0,
  0,
  0,
  13,
  "IHDR",
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  1,
  8,
  2,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  "IDAT",
);
const JPEG = bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16, "JFIF", 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);

test.each([
  ["a PNG", PNG, { kind: "image", mime: "image/png" }],
  ["a JPEG", JPEG, { kind: "image", mime: "image/jpeg" }],
  ["a GIF", bytes("GIF89a", 1, 0, 1, 0, 0, 0, 0), { kind: "image", mime: "image/gif" }],
  ["a WAV", bytes("RIFF", 36, 0, 0, 0, "WAVEfmt ", 16, 0, 0, 0), { kind: "audio", mime: "audio/wav" }],
  ["an MP3 with a tag", bytes("ID3", 4, 0, 0, 0, 0, 0, 9), { kind: "audio", mime: "audio/mpeg" }],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>"), { kind: "file" }],
  ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), { kind: "file" }],
  ["an SVG with a prologue", Buffer.from('<?xml version="1.0"?><svg/>'), { kind: "file" }],
  ["a PDF", Buffer.from("%PDF-1.7\n"), { kind: "file", mime: "application/pdf" }],
  ["nothing known", Buffer.from("hello"), { kind: "file", mime: "application/octet-stream" }],
])("%s", async (_name, head, expected) => {
  expect(await sniffKind(head)).toMatchObject(expected);
});

test("a picture of more than 20 MB is refused by its first bytes, other files are not", async () => {
  const length = 30 * 1024 * 1024;
  await expect(requireRoomFor(PNG, length)).rejects.toThrow("file_too_large");
  expect(await requireRoomFor(PNG, 1000)).toBe(true);
  expect(await requireRoomFor(Buffer.from("%PDF-1.7\n"), length)).toBe(true);
});
