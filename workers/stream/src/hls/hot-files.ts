/** A file as it is kept in memory. Media never changes under its path. */
export interface HotFile {
  bytes: ArrayBuffer;
  etag: string;
}

/** Of an isolate's 128 MB. */
const CAPACITY_BYTES = 32 * 1024 * 1024;

/**
 * The files that this isolate served last, least recently used first out: a segment that many listen to costs
 * no look-up at all. Who may have a file is decided before it is asked for here.
 */
export class HotFiles {
  readonly #files = new Map<string, HotFile>();
  #size = 0;

  get(key: string): HotFile | undefined {
    const file = this.#files.get(key);
    if (file !== undefined) {
      // A Map keeps the order of insertion: the last used goes to the end.
      this.#files.delete(key);
      this.#files.set(key, file);
    }
    return file;
  }

  put(key: string, file: HotFile): void {
    if (file.bytes.byteLength > CAPACITY_BYTES / 8 || this.#files.has(key)) return;
    this.#files.set(key, file);
    this.#size += file.bytes.byteLength;
    for (const [oldest, { bytes }] of this.#files) {
      if (this.#size <= CAPACITY_BYTES) break;
      this.#files.delete(oldest);
      this.#size -= bytes.byteLength;
    }
  }
}

/** This isolate's: HLS and stream sessions share what they have read. */
export const hotFiles = new HotFiles();
