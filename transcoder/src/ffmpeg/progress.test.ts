import { expect, test } from "vitest";
import { isStatusLine, parseProgressSeconds } from "./progress.ts";

test.each([
  ["size=    1024kB time=00:01:02.50 bitrate= 134.2kbits/s speed=52.1x", 62.5],
  ["size=N/A time=10:00:00.00 bitrate=N/A", 36_000],
  ["size=       0kB time=-00:00:00.02 bitrate=N/A", 0],
  ["[mp3float @ 0x55] Header missing", null],
  ["size=N/A time=N/A bitrate=N/A", null],
])("%s", (line, seconds) => {
  expect(parseProgressSeconds(line)).toBe(seconds);
});

test("a status line is no diagnosis", () => {
  expect(isStatusLine("size=N/A time=00:00:01.00")).toBe(true);
  expect(isStatusLine("Error while decoding stream #0:0")).toBe(false);
});
