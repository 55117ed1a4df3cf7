import fc from "fast-check";
import { expect, test } from "vitest";
import { contentDisposition } from "./disposition.ts";

test.each([
  ["inline", "cover.webp", 'inline; filename="cover.webp"'],
  ["attachment", "a b.txt", 'attachment; filename="a b.txt"'],
  ["attachment", "é.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%A9.txt"],
  ["attachment", 'x".html', "attachment; filename=\"x_.html\"; filename*=UTF-8''x%22.html"],
  ["attachment", "it's (1)*.txt", 'attachment; filename="it\'s (1)*.txt"'],
  ["attachment", "ü'(1)*", "attachment; filename=\"_'(1)*\"; filename*=UTF-8''%C3%BC%27%281%29%2A"],
] as const)("%s %s", (how, name, expected) => {
  expect(contentDisposition(how, name)).toBe(expected);
});

test("no name breaks out of the header, and every name comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (name) => {
      const header = contentDisposition("attachment", name);
      expect(header).toMatch(
        /^attachment; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]*"(; filename\*=UTF-8''[\w.~!#$&+^`|%-]*)?$/,
      );
      const encoded = /filename\*=UTF-8''(.*)$/.exec(header)?.[1];
      if (encoded !== undefined) expect(decodeURIComponent(encoded)).toBe(name.toWellFormed());
      expect(() => new Headers({ "content-disposition": header })).not.toThrow();
    }),
    { seed: 7 },
  );
});
