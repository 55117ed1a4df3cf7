import type { FileHandle } from "node:fs/promises";

/** Up to `length` bytes at `at`; fewer at the end of the file. */
export async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Where the file begins after its ID3v2 tags. */
export async function afterId3(handle: FileHandle): Promise<number> {
  let at = 0;
  for (let tags = 0; tags < 8; tags += 1) {
    const head = await bytesAt(handle, at, 10);
    if (head.length < 10 || head.toString("latin1", 0, 3) !== "ID3") return at;
    const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + ((head[index] ?? 0) & 0x7f), 0);
    at += 10 + size + ((head[5] ?? 0) & 0x10 ? 10 : 0);
  }
  return at;
}
