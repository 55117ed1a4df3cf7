import { expect, test } from "vitest";
import { guessFromName } from "./guess.ts";

test.each([
  ["Song.wav", "Song", null],
  ["03 - Mara Voss - Lanterns (live).wav", "Lanterns (live)", "Mara Voss"],
  ["tide_table - low_water.flac", "low water", "tide table"],
  ["01. Opening.mp3", "Opening", null],
  ["12 Monkeys.aiff", "Monkeys", null],
  ["1999.wav", "1999", null],
  ["1.wav", "1", null],
  ["Band – Song – Remix.m4a", "Song – Remix", "Band"],
  ["no-dash-between-words.wav", "no-dash-between-words", null],
  ["../../etc/passwd.wav", "passwd", null],
  ["v1.2 mix.wav", "v1.2 mix", null],
  ["été à Paris.ogg", "été à Paris", null],
  [".wav", "", null],
])("%s", (name, title, artist) => {
  expect(guessFromName(name)).toEqual({ title, artist });
});

test("no longer than a title may be", () => {
  expect(guessFromName(`${"x".repeat(300)}.wav`).title).toHaveLength(200);
});
