import type { Upload } from "tus-js-client";
import { queryKeys } from "../../lib/operations/query-keys.ts";
import { queryClient } from "../../lib/query-client.ts";
import { prepareTus } from "../../lib/uploads/tus-run.ts";
import { forgetHandle } from "./file-handles.ts";
import { guessFromName } from "./guess.ts";
import { changeUpload, findUpload, type UploadItem, unfinishedFor, useUploads } from "./upload-store.ts";

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
    const unfinished = unfinishedFor(useUploads.getState().items, file);
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
      visibility: "public",
      status: "ready",
      uploadUrl: null,
      offset: 0,
      speed: null,
      error: null,
      trackId: null,
    };
    files.set(item.id, file);
    useUploads.setState(({ items }) => ({ items: [...items, item] }));
    return item.id;
  });
}

/** Puts the account's name where none is yet: files can be chosen before it is known who is signed in. */
export function nameArtist(artist: string): void {
  for (const item of useUploads.getState().items) {
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
  useUploads.setState(({ items }) => ({ items: items.filter((it) => it.id !== id) }));
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
        void queryClient.invalidateQueries({ queryKey: queryKeys.allTracks });
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
