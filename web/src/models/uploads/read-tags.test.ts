import { expect, test } from "vitest";
import { tagsOf } from "./read-tags.ts";

test("the tags of a file are cut to what a track may hold", () => {
  expect(
    tagsOf({
      title: " Étude\n№1 ",
      artist: "x".repeat(300),
      genre: ["Folk", "Pop"],
      year: 1998,
      isrc: ["fr-z03-98-00212"],
    }),
  ).toEqual({
    title: "Étude №1",
    artist: "x".repeat(100),
    album: null,
    genre: "Folk",
    year: 1998,
    isrc: "FRZ039800212",
  });
  expect(tagsOf({ title: "", isrc: ["no code"] })).toMatchObject({ title: null, isrc: null });
});
