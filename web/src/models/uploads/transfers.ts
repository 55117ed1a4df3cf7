import type { EmbeddedTags } from "@veza/contracts/http/tracks";
import type { Upload } from "tus-js-client";
import { queryClient } from "../../lib/query-client.ts";
import { trackKeys } from "../tracks/keys.ts";
import { forgetHandle } from "./file-handles.ts";
import { guessFromName } from "./guess.ts";
import { readTags } from "./read-tags.ts";
import { prepareTus } from "./tus-run.ts";
import { changeUpload, findUpload, type UploadItem, unfinishedFor, uploadsStore } from "./upload-store.ts";

/** Two files at a time: more would only share the same line. */
const PARALLEL = 2;

const files = new Map<string, File>();
const running = new Map<string, Upload>();
const waiting: string[] = [];

export function hasFile(id: string): boolean {
  return files.has(id);
}

/** Puts files on the list. One that belongs to an unfinished upload goes on at once. Answers the ids. */
export function addFiles(chosen: readonly File[], artist: string): string[] {
  return chosen.map((file) => {
    const unfinished = unfinishedFor(uploadsStore.getState().items, file);
    if (unfinished) {
      resumeWith(unfinished.id, file);
      return unfinished.id;
    }
    const guess = guessFromName(file.name);
    const item: UploadItem = {
      id: crypto.randomUUID(),
      fileName: file.name,
      type: file.type,
      size: file.size,
      lastModified: file.lastModified,
      title: guess.title,
      artist: guess.artist ?? artist,
      genre: "",
      isrc: "",
      visibility: "public",
      status: "ready",
      uploadUrl: null,
      offset: 0,
      speed: null,
      error: null,
      trackId: null,
    };
    files.set(item.id, file);
    uploadsStore.setState(({ items }) => ({ items: [...items, item] }));
    void readTags(file).then((tags) => tags && offerTags(item, tags));
    return item.id;
  });
}

/**
 * The file's own tags replace what was guessed from its name, never what was typed meanwhile, and nothing
 * that was sent.
 */
export function offerTags(guessed: UploadItem, tags: EmbeddedTags): void {
  const now = findUpload(guessed.id);
  if (now?.status !== "ready") return;
  const change: Partial<UploadItem> = {};
  if (tags.title !== null && now.title === guessed.title) change.title = tags.title;
  if (tags.artist !== null && (now.artist === guessed.artist || now.artist === ""))
    change.artist = tags.artist;
  if (tags.genre !== null && now.genre === "") change.genre = tags.genre;
  if (tags.isrc !== null && now.isrc === "") change.isrc = tags.isrc;
  changeUpload(guessed.id, change);
}

/** Puts the account's name where none is yet: files can be chosen before it is known who is signed in. */
export function nameArtist(artist: string): void {
  for (const item of uploadsStore.getState().items) {
    if (item.status === "ready" && item.artist === "") changeUpload(item.id, { artist });
  }
}

/** Goes on with an unfinished upload whose file is here again. False: it is another file. */
export function resumeWith(id: string, file: File): boolean {
  const item = findUpload(id);
  if (!item || item.fileName !== file.name || item.size !== file.size) return false;
  files.set(id, file);
  startUpload(id);
  return true;
}

export function startUpload(id: string): void {
  if (running.has(id) || waiting.includes(id) || !files.has(id)) return;
  changeUpload(id, { status: "sending", error: null, speed: null });
  waiting.push(id);
  startWaiting();
}

export function pauseUpload(id: string): void {
  release(id);
  changeUpload(id, { status: "paused", speed: null });
}

/** Takes an upload off the list; what the server holds of it is freed. */
export function removeUpload(id: string): void {
  const item = findUpload(id);
  const upload = running.get(id);
  release(id);
  files.delete(id);
  uploadsStore.setState(({ items }) => ({ items: items.filter((it) => it.id !== id) }));
  forgetHandle(id).catch((error: unknown) => console.info("The kept file stays in storage.", error));
  if (item?.uploadUrl && item.status !== "sent") void terminate(upload, item.uploadUrl);
}

async function terminate(upload: Upload | undefined, url: string): Promise<void> {
  try {
    const { Upload: Tus } = await import("tus-js-client");
    const { csrfToken } = await import("../../lib/api/csrf.ts");
    await upload?.abort();
    await Tus.terminate(url, { headers: { "X-CSRF-Token": await csrfToken() } });
  } catch (error) {
    // The server forgets unfinished uploads by itself after a week.
    console.info("The server still holds the cancelled upload.", error);
  }
}

function release(id: string): void {
  const at = waiting.indexOf(id);
  if (at !== -1) waiting.splice(at, 1);
  const upload = running.get(id);
  running.delete(id);
  upload?.abort().catch((error: unknown) => console.info("The upload had ended already.", error));
  startWaiting();
}

function startWaiting(): void {
  while (running.size + preparing.size < PARALLEL) {
    const id = waiting.shift();
    if (id === undefined) return;
    preparing.add(id);
    void run(id).finally(() => {
      preparing.delete(id);
      startWaiting();
    });
  }
}

const preparing = new Set<string>();

async function run(id: string): Promise<void> {
  const item = findUpload(id);
  const file = files.get(id);
  if (!item || !file) return;
  const meter = speedMeter();
  const upload = await prepareTus(
    {
      file,
      uploadUrl: item.uploadUrl,
      metadata: {
        filename: item.fileName,
        title: item.title.trim(),
        artist: item.artist.trim(),
        visibility: item.visibility,
        ...(item.genre.trim() === "" ? {} : { genre: item.genre.trim() }),
        ...(item.isrc.trim() === "" ? {} : { isrc: item.isrc.replace(/[-\s]/g, "").toUpperCase() }),
      },
    },
    {
      onUrl: (uploadUrl) => changeUpload(id, { uploadUrl }),
      onProgress: (offset) => changeUpload(id, { offset, speed: meter(offset, performance.now()) }),
      onTrack: (trackId) => changeUpload(id, { trackId }),
      onDone: () => {
        finish(id);
        changeUpload(id, { status: "sent", offset: item.size, speed: null });
        forgetHandle(id).catch((error: unknown) => console.info("The kept file stays in storage.", error));
        void queryClient.invalidateQueries({ queryKey: trackKeys.all });
      },
      onError: (error) => {
        finish(id);
        changeUpload(id, {
          status: "stopped",
          error,
          speed: null,
          ...(error === "upload_gone" || error === "not_found" ? { uploadUrl: null, offset: 0 } : {}),
        });
      },
    },
  );
  // Paused or removed while the library was on its way.
  if (findUpload(id)?.status !== "sending") return;
  running.set(id, upload);
  upload.start();
}

function finish(id: string): void {
  running.delete(id);
  startWaiting();
}

/** Bytes per second over about the last five seconds. */
export function speedMeter(): (bytes: number, now: number) => number | null {
  const seen: { bytes: number; now: number }[] = [];
  return (bytes, now) => {
    seen.push({ bytes, now });
    while (seen.length > 2 && now - (seen[0]?.now ?? now) > 5_000) seen.shift();
    const first = seen[0];
    const elapsed = first ? now - first.now : 0;
    return first && elapsed > 400 ? ((bytes - first.bytes) * 1000) / elapsed : null;
  };
}

// Leaving while bytes are on their way asks first; what arrived is not lost either way.
globalThis.addEventListener?.("beforeunload", (event) => {
  if (running.size > 0) event.preventDefault();
});
