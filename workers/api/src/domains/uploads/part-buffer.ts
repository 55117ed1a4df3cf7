/**
 * Gathers a stream into parts of one size. R2 wants every part of a multipart upload but the last to be
 * equally long, at least 5 MiB; only the part that is being filled is held in memory.
 */
export const PART_BYTES = 8 * 1024 * 1024;

export class PartBuffer {
  readonly #size: number;
  #buffer: Uint8Array<ArrayBuffer>;
  #filled = 0;

  constructor(size: number = PART_BYTES, start: Uint8Array = new Uint8Array()) {
    if (start.byteLength >= size) throw new RangeError("what is carried over must be shorter than a part");
    this.#size = size;
    this.#buffer = new Uint8Array(size);
    this.#buffer.set(start);
    this.#filled = start.byteLength;
  }

  /** Bytes that are not in a whole part yet. */
  get pending(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#filled);
  }

  /** Bytes until the part that is being filled is whole. */
  get room(): number {
    return this.#size - this.#filled;
  }

  /** Adds bytes; yields each part that they complete. */
  *push(chunk: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
    let at = 0;
    while (at < chunk.byteLength) {
      const taken = Math.min(this.#size - this.#filled, chunk.byteLength - at);
      this.#buffer.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === this.#size) {
        const part = this.#buffer;
        // R2 reads the part after we have gone on: it keeps its own memory.
        this.#buffer = new Uint8Array(this.#size);
        this.#filled = 0;
        yield part;
      }
    }
  }
}
