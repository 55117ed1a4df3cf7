import fc from "fast-check";
import { expect, test } from "vitest";
import { displayName } from "./file-name.ts";

test.each([
  ["song.wav", "song.wav"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\me\\Müsik.wav", "Müsik.wav"],
  ["evil\u202Egpj.wav", "evilgpj.wav"],
  ["a\u2215b.wav", "b.wav"],
  ["Cafe\u0301.flac", "Café.flac"],
  ["\u0000\n", "untitled"],
  ["..", "untitled"],
  ["", "untitled"],
  ["\u2800", "untitled"],
  ["\u3164\ufe0f", "untitled"],
  ["a\ud800b.wav", "ab.wav"],
])("%j is shown as %j", (raw, shown) => expect(displayName(raw)).toBe(shown));

test("no name keeps a separator or grows beyond its limit", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (raw) => {
      const shown = displayName(raw);
      expect(shown).not.toMatch(/[/\\]/);
      expect([...shown].length).toBeLessThanOrEqual(200);
      expect(shown.length).toBeGreaterThan(0);
    }),
    { seed: 7 },
  );
});
