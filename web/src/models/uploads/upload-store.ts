import type { Visibility } from "@veza/contracts/media";
import { createStore } from "zustand/vanilla";
import type { ApiErrorCode } from "../../lib/api/api-error.ts";

export type UploadStatus =
  /** Waits for its names and the button. */
  | "ready"
  | "sending"
  | "paused"
  /** The page was left while it was under way: the file is needed again. */
  | "unfinished"
  /** Sending ended with an error that trying again may cure. */
  | "stopped"
  /** The last byte is in: the track exists, the pipeline works. */
  | "sent";

export interface UploadItem {
  id: string;
  fileName: string;
  /** As the browser says, often empty. */
  type: string;
  size: number;
  lastModified: number;
  title: string;
  artist: string;
  /** From the file's own tags; empty where it has none. */
  genre: string;
  isrc: string;
  visibility: Visibility;
  status: UploadStatus;
  /** Address of the tus upload once it exists. */
  uploadUrl: string | null;
  /** Bytes that the server has. */
  offset: number;
  /** Bytes per second, null before it is known. Not kept. */
  speed: number | null;
  error: ApiErrorCode | null;
  trackId: string | null;
}

interface UploadState {
  items: readonly UploadItem[];
}

const KEY = "veza.uploads";
const STATUSES: readonly UploadStatus[] = ["ready", "sending", "paused", "unfinished", "stopped", "sent"];

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function whole(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : 0;
}

/** One kept item; null when storage holds something else. What was under way is now unfinished. */
export function revive(value: unknown): UploadItem | null {
  if (typeof value !== "object" || value === null) return null;
  const read = (key: string): unknown => Reflect.get(value, key);
  const status = STATUSES.find((it) => it === read("status"));
  const id = text(read("id"));
  const uploadUrl = typeof read("uploadUrl") === "string" ? text(read("uploadUrl")) : null;
  const visibility = read("visibility");
  // A file that was only chosen is gone with the page: there is nothing to go on with.
  if (status === undefined || id === "" || (status !== "sent" && uploadUrl === null)) return null;
  return {
    id,
    fileName: text(read("fileName")),
    type: text(read("type")),
    size: whole(read("size")),
    lastModified: whole(read("lastModified")),
    title: text(read("title")),
    artist: text(read("artist")),
    genre: text(read("genre")),
    isrc: text(read("isrc")),
    visibility: visibility === "private" || visibility === "unlisted" ? visibility : "public",
    status: status === "sent" ? "sent" : "unfinished",
    uploadUrl,
    offset: whole(read("offset")),
    speed: null,
    error: null,
    trackId: typeof read("trackId") === "string" ? text(read("trackId")) : null,
  };
}

function kept(): UploadItem[] {
  try {
    const list: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.map(revive).filter((item) => item !== null) : [];
  } catch {
    // Damaged or refused storage: nothing is remembered.
    return [];
  }
}

export const uploadsStore = createStore<UploadState>(() => ({ items: kept() }));

uploadsStore.subscribe(({ items }) => {
  const worth = items.filter((item) => item.status === "sent" || item.uploadUrl !== null);
  try {
    localStorage.setItem(KEY, JSON.stringify(worth.map(({ speed: _speed, error: _error, ...item }) => item)));
  } catch {
    // Storage is full or refused: this upload cannot be resumed after a reload.
  }
});

export function changeUpload(id: string, change: Partial<UploadItem>): void {
  uploadsStore.setState(({ items }) => ({
    items: items.map((item) => (item.id === id ? { ...item, ...change } : item)),
  }));
}

export function findUpload(id: string): UploadItem | undefined {
  return uploadsStore.getState().items.find((item) => item.id === id);
}

/** The unfinished upload that a chosen file belongs to. */
export function unfinishedFor(
  items: readonly UploadItem[],
  file: { name: string; size: number },
): UploadItem | undefined {
  return items.find(
    (item) => item.status === "unfinished" && item.fileName === file.name && item.size === file.size,
  );
}
