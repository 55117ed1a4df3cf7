import { expect, test } from "vitest";
import { publication } from "./publication.ts";

const now = new Date("2026-11-27T12:00:00Z");
const folder = (artwork_folder: string | null, hasPicture: boolean) =>
  publication({ artwork_folder, published_at: null }, 3, hasPicture, now).artwork_folder;

test("a file's picture becomes the artwork, unless one was set by hand", () => {
  expect([folder(null, true), folder("v2", true), folder("a4", true)]).toEqual(["v3", "v3", "a4"]);
  expect([folder(null, false), folder("v2", false), folder("a4", false)]).toEqual([null, "v2", "a4"]);
});

test("the day of the first publication stays", () => {
  const first = new Date("2026-01-01T00:00:00Z");
  expect(publication({ artwork_folder: null, published_at: first }, 2, false, now).published_at).toBe(first);
  expect(publication({ artwork_folder: null, published_at: null }, 1, false, now)).toMatchObject({
    current_version: 1,
    published_at: now,
  });
});
