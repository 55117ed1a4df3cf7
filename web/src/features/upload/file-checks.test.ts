import { expect, test } from "vitest";
import { faultOf } from "./file-checks.ts";

test.each([
  [{ name: "a.wav", size: 0, type: "audio/wav" }, "empty"],
  [{ name: "a.wav", size: 11, type: "audio/wav" }, "too_large"],
  [{ name: "a.wav", size: 10, type: "" }, null],
  [{ name: "A.FLAC", size: 5, type: "" }, null],
  [{ name: "recording", size: 5, type: "audio/ogg" }, null],
  [{ name: "photo.jpg", size: 5, type: "image/jpeg" }, "not_audio"],
  [{ name: "notes.txt", size: 5, type: "text/plain" }, "not_audio"],
])("%o", (file, fault) => {
  expect(faultOf(file, 10)).toBe(fault);
});

test("an unknown limit refuses nothing", () =>
  expect(faultOf({ name: "a.wav", size: 9e12, type: "" }, null)).toBeNull());
