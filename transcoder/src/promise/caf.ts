import type { FileHandle } from "node:fs/promises";
import { bytesAt } from "./bytes.ts";

const MOST_CHUNKS = 1000;

/**
 * Core Audio Format: the packet table counts the valid frames of compressed sound; of linear sound the size
 * of `data` (−1: not known) divided by the bytes of a packet is the number of frames.
 */
export async function readCafSeconds(handle: FileHandle, sampleRate: number): Promise<number | null> {
  let at = 8;
  let packetBytes = 0;
  let packetFrames = 0;
  let frames: number | null = null;
  for (let chunks = 0; chunks < MOST_CHUNKS; chunks += 1) {
    const head = await bytesAt(handle, at, 48);
    if (head.length < 12) break;
    const name = head.toString("latin1", 0, 4);
    const size = Number(head.readBigInt64BE(4));
    if (name === "desc" && head.length >= 40) {
      packetBytes = head.readUInt32BE(12 + 16);
      packetFrames = head.readUInt32BE(12 + 20);
    }
    if (name === "pakt" && head.length >= 28) return Number(head.readBigInt64BE(20)) / sampleRate;
    if (name === "data") {
      if (size < 4) return null;
      if (packetBytes > 0 && packetFrames > 0) frames = ((size - 4) / packetBytes) * packetFrames;
    }
    if (size < 0) break;
    at += 12 + size;
  }
  return frames === null ? null : frames / sampleRate;
}
