import { expect, test } from "vitest";
import { offerTags } from "./transfers.ts";
import { changeUpload, findUpload, type UploadItem, uploadsStore } from "./upload-store.ts";

const guessed: UploadItem = {
  ...{ id: "u1", fileName: "01 track.mp3", type: "", size: 1, lastModified: 0, title: "track", artist: "me" },
  ...{ genre: "", isrc: "", visibility: "public", status: "ready", uploadUrl: null, offset: 0, speed: null },
  ...{ error: null, trackId: null },
};
const tags = {
  title: "Inside",
  artist: "Band",
  album: null,
  genre: "Folk",
  year: 1998,
  isrc: "FRZ039800212",
};

test("a file's own tags fill the form in place of what was guessed from its name", () => {
  uploadsStore.setState({ items: [guessed] });
  offerTags(guessed, tags);
  expect(findUpload("u1")).toMatchObject({
    title: "Inside",
    artist: "Band",
    genre: "Folk",
    isrc: "FRZ039800212",
  });
});

test("what was typed before the tags were read stays, and nothing changes once it is sent", () => {
  uploadsStore.setState({ items: [guessed] });
  changeUpload("u1", { title: "Typed" });
  offerTags(guessed, tags);
  expect(findUpload("u1")).toMatchObject({ title: "Typed", artist: "Band" });
  uploadsStore.setState({ items: [{ ...guessed, status: "sending" }] });
  offerTags(guessed, tags);
  expect(findUpload("u1")?.title).toBe("track");
});
