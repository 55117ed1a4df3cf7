import { expect, test } from "vitest";
import { canonicalJson, sha256Hex } from "./canonical-json.ts";

test("members are sorted by code units at every depth, without spaces", () => {
  expect(canonicalJson({ b: [3, { z: null, a: "é" }], a: true, "\u{1F600}": 1, "\ufb33": 2, A: 0 })).toBe(
    '{"A":0,"a":true,"b":[3,{"a":"é","z":null}],"\u{1F600}":1,"\ufb33":2}',
  );
});

test("numbers and texts have one form each", () => {
  expect(canonicalJson([1.0, 1e21, -0, 1e-7, '\u000b"\\\u007f'])).toBe(
    '[1,1e+21,0,1e-7,"\\u000b\\"\\\\\u007f"]',
  );
});

test("what is undefined is left out, and what JSON has no form for is refused", () => {
  expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n, undefined])
    expect(() => canonicalJson(value)).toThrow(TypeError);
});

test("a hash is that of the text's UTF-8", async () => {
  expect(await sha256Hex("é")).toBe("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
});
