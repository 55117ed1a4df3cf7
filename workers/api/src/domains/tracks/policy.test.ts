import { expect, test } from "vitest";
import { canDelete, canDownload, canEdit, canHear, canSee, mediaAccess, type TrackFacts } from "./policy.ts";

const owner = { user_id: "usr_o", role: "user" as const };
const other = { user_id: "usr_x", role: "user" as const };
const moderator = { user_id: "usr_m", role: "moderator" as const };
const track: TrackFacts = {
  uploader_id: "usr_o",
  visibility: "public",
  is_published: true,
  is_deleted: false,
  is_downloadable: false,
};

test.each([
  ["public", track, { guest: true, other: true, moderator: true, owner: true }],
  [
    "unlisted",
    { ...track, visibility: "unlisted" as const },
    { guest: true, other: true, moderator: true, owner: true },
  ],
  [
    "private",
    { ...track, visibility: "private" as const },
    { guest: false, other: false, moderator: true, owner: true },
  ],
  [
    "still processing",
    { ...track, is_published: false },
    { guest: false, other: false, moderator: true, owner: true },
  ],
  ["deleted", { ...track, is_deleted: true }, { guest: false, other: false, moderator: false, owner: false }],
])("who sees a track that is %s", (_name, facts, expected) => {
  expect({
    guest: canSee(facts, null),
    other: canSee(facts, other),
    moderator: canSee(facts, moderator),
    owner: canSee(facts, owner),
  }).toEqual(expected);
});

test("who sees a track hears it, as soon as there is something to hear", () => {
  const viewers = [null, other, moderator, owner];
  const hear = (facts: TrackFacts) => viewers.map((viewer) => canHear(facts, viewer));
  expect(hear(track)).toEqual([true, true, true, true]);
  expect(hear({ ...track, visibility: "private" })).toEqual([false, false, true, true]);
  expect(hear({ ...track, is_published: false })).toEqual([false, false, false, false]);
  expect(hear({ ...track, is_deleted: true })).toEqual([false, false, false, false]);
});

test("only the uploader edits; the uploader and moderators delete", () => {
  expect([null, other, moderator, owner].map((viewer) => canEdit(track, viewer))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect([null, other, moderator, owner].map((viewer) => canDelete(track, viewer))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test("media of a public track needs no grant; of others a listener's or the owner's", () => {
  expect(mediaAccess(track, null)).toBe("public");
  expect(mediaAccess({ ...track, visibility: "unlisted" }, null)).toBe("listener");
  expect(mediaAccess({ ...track, visibility: "private" }, owner)).toBe("owner");
  expect(mediaAccess({ ...track, is_published: false }, owner)).toBe("owner");
});

test("a download is offered by the uploader, who always has it", () => {
  expect([null, other, owner].map((viewer) => canDownload(track, viewer))).toEqual([false, false, true]);
  expect(canDownload({ ...track, is_downloadable: true }, null)).toBe(true);
  expect(canDownload({ ...track, is_published: false }, owner)).toBe(false);
});
