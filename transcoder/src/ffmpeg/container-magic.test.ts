import { expect, test } from "vitest";
import { looksLikeAudioContainer } from "./container-magic.ts";

test.each([
  ["RIFF....WAVE", true],
  ["....ftypM4A ", true],
  ["\x1a\x45\xdf\xa3\x01", true],
  ["#EXTM3U\n", false],
  ["PK\x03\x04", false],
  ["", false],
])("%j: %s", (head, expected) => {
  expect(looksLikeAudioContainer(Buffer.from(head, "latin1"))).toBe(expected);
});
