import type { FileHandle } from "node:fs/promises";
import { bytesAt } from "./bytes.ts";

/** The file properties object of ASF: 8CABDCA1-A947-11CF-8EE4-00C00C205365. */
const FILE_PROPERTIES = "a1dcab8c47a9cf118ee400c00c205365";
const BROADCAST = 1;

/**
 * Play duration (100 ns) without the preroll (ms) that stands before it. Nothing of a broadcast, which had no
 * end when it was written.
 */
export async function readAsfSeconds(handle: FileHandle): Promise<number | null> {
  const header = await bytesAt(handle, 30, 65_536);
  for (let at = 0; at + 24 <= header.length; ) {
    const size = Number(header.readBigUInt64LE(at + 16));
    if (header.toString("hex", at, at + 16) === FILE_PROPERTIES && at + 96 <= header.length) {
      if (header.readUInt32LE(at + 88) & BROADCAST) return null;
      const seconds = Number(header.readBigUInt64LE(at + 64)) / 1e7;
      const preroll = Number(header.readBigUInt64LE(at + 80)) / 1000;
      return seconds > preroll ? seconds - preroll : null;
    }
    if (size < 24) return null;
    at += size;
  }
  return null;
}
