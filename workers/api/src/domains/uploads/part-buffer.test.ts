import fc from "fast-check";
import { expect, test } from "vitest";
import { PartBuffer } from "./part-buffer.ts";

test("parts are equally long and nothing is lost, however the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 17 }),
      (chunks, size) => {
        const buffer = new PartBuffer(size);
        const parts = chunks.flatMap((chunk) => [...buffer.push(chunk)].map((part) => [...part]));
        expect(parts.every((part) => part.length === size)).toBe(true);
        expect(buffer.pending.byteLength).toBeLessThan(size);
        expect([...parts.flat(), ...buffer.pending]).toEqual(chunks.flatMap((chunk) => [...chunk]));
      },
    ),
    { seed: 11 },
  );
});

test("it goes on from what was carried over", () => {
  const buffer = new PartBuffer(4, Uint8Array.from([1, 2, 3]));
  expect([...buffer.push(Uint8Array.from([4, 5]))].map((part) => [...part])).toEqual([[1, 2, 3, 4]]);
  expect([...buffer.pending]).toEqual([5]);
});
