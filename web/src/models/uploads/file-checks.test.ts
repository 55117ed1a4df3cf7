import { expect, test } from "vitest";
import { faultOf } from "./file-checks.ts";

test.each([
  [{ name: "a.wav", size: 0, type: "audio/wav" }, { kind: "empty" }],
  [{ name: "a.wav", size: 11, type: "audio/wav" }, { kind: "too_large" }],
  [{ name: "a.wav", size: 10, type: "" }, null],
  [{ name: "A.FLAC", size: 5, type: "" }, null],
  [{ name: "recording", size: 5, type: "audio/ogg" }, null],
  [{ name: "photo.jpg", size: 5, type: "image/jpeg" }, { kind: "not_audio" }],
  [{ name: "song.caf", size: 5, type: "" }, null],
  [{ name: "song.dsf", size: 5, type: "" }, null],
  [
    { name: "song.dff", size: 5, type: "" },
    { kind: "not_taken", name: "DSDIFF (DFF)", instead: "convert_dsd" },
  ],
  [
    { name: "song.mid", size: 5, type: "audio/midi" },
    { kind: "not_taken", name: "MIDI", instead: "render" },
  ],
  [{ name: "notes.txt", size: 5, type: "text/plain" }, { kind: "not_audio" }],
])("%o", (file, fault) => {
  expect(faultOf(file, 10)).toEqual(fault);
});

test("an unknown limit refuses nothing", () =>
  expect(faultOf({ name: "a.wav", size: 9e12, type: "" }, null)).toBeNull());
