import { expect, test } from "vitest";
import { revive, type UploadItem, unfinishedFor } from "./upload-store.ts";

const kept = {
  id: "a",
  fileName: "song.wav",
  size: 100,
  lastModified: 5,
  title: "Song",
  artist: "Me",
  visibility: "private",
  status: "sending",
  uploadUrl: "/api/v1/uploads/upl_1",
  offset: 40,
  trackId: null,
};

test("what was under way before a reload is unfinished and knows how far it came", () => {
  expect(revive(kept)).toMatchObject({
    status: "unfinished",
    offset: 40,
    visibility: "private",
    uploadUrl: kept.uploadUrl,
    error: null,
  });
});

test("what had arrived stays on the list with its track", () => {
  expect(revive({ ...kept, status: "sent", trackId: "trk_1" })).toMatchObject({
    status: "sent",
    trackId: "trk_1",
  });
});

test.each([
  ["a file that was only chosen", { ...kept, status: "ready", uploadUrl: null }],
  ["no object", "x"],
  ["no id", { ...kept, id: undefined }],
  ["an unknown state", { ...kept, status: "dreaming" }],
])("%s is not brought back", (_name, value) => expect(revive(value)).toBeNull());

test("a chosen file finds its unfinished upload by name and size", () => {
  const item = revive(kept)!;
  const items: UploadItem[] = [{ ...item, id: "b", size: 7 }, item];
  expect(unfinishedFor(items, { name: "song.wav", size: 100 })?.id).toBe("a");
  expect(unfinishedFor(items, { name: "song.wav", size: 101 })).toBeUndefined();
  expect(unfinishedFor([{ ...item, status: "sent" }], { name: "song.wav", size: 100 })).toBeUndefined();
});
