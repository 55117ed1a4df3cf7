import { TrackEdit } from "@veza/contracts/http/tracks";
import { describe, expect, test } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import { conflictsOf, editOf, formOf, rebase, tagsOf } from "./track-form.ts";

const base = formOf(sampleTrack(1, { description: "Old", tags: ["a", "b"], bpm: 90 }));

describe("the edit form", () => {
  test("sends only what changed, in the shape of the contract", () => {
    expect(editOf(base, base)).toEqual({});
    const form = {
      ...base,
      title: " New ",
      description: "",
      tags: "a, c,, c",
      bpm: "120,5",
      isrc: "fr-z03-98-00212",
      visibility: "private" as const,
    };
    const edit = editOf(form, base);
    expect(edit).toEqual({
      title: "New",
      description: null,
      tags: ["a", "c"],
      bpm: 120.5,
      isrc: "FRZ039800212",
      visibility: "private",
    });
    expect(TrackEdit.safeParse(edit).success).toBe(true);
  });

  test("tags are trimmed and stand once", () =>
    expect(tagsOf(" night ,, tape,night ")).toEqual(["night", "tape"]));
});

describe("a change elsewhere while editing", () => {
  const mine = { ...base, title: "Mine", genre: "Folk" };
  const theirs = { ...base, title: "Theirs", description: "New", genre: "Folk" };

  test("what was typed stays, what was not touched follows", () => {
    expect(rebase(mine, base, theirs)).toMatchObject({ title: "Mine", genre: "Folk", description: "New" });
  });

  test("only fields that both changed, to different things, are a conflict", () => {
    expect(conflictsOf(mine, base, theirs)).toEqual(["title"]);
    expect(conflictsOf(rebase(mine, base, theirs), base, theirs)).toEqual(["title"]);
  });
});
