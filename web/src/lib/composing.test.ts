import { expect, test } from "vitest";
import { isComposing } from "./composing.ts";

test("Enter that ends a composition sends nothing, in Safari's order too", () => {
  // Chromium and Firefox: the key comes within the composition. Safari: after it, with the number of a taken
  // key.
  expect(isComposing({ isComposing: true, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
});
