import type { FileHandle } from "node:fs/promises";
import { afterId3, bytesAt } from "./bytes.ts";

/** Writers that could not go back leave the largest number, or nothing: that is no promise. */
const UNKNOWN = 0xff_ff_00_00;
const MOST_CHUNKS = 1000;
const W64_DATA = "64617461f3acd3118cd100c04f8edb8a";
const W64_FMT = "666d7420f3acd3118cd100c04f8edb8a";

/**
 * The `data` chunk of RIFF, RF64 (EBU Tech 3306) and Sony Wave64, divided by the block size and rate of
 * `fmt `. A `fact` chunk counts the samples of formats that are compressed.
 */
export async function readWaveSeconds(
  handle: FileHandle,
  probe: { container: string; codec: string },
): Promise<number | null> {
  return probe.container === "w64" ? readW64(handle) : readRiff(handle, probe.codec);
}

async function readRiff(handle: FileHandle, codec: string): Promise<number | null> {
  let at = (await afterId3(handle)) + 12;
  let bytesPerSecond = 0;
  let rate = 0;
  let large: number | null = null;
  let samples = 0;
  for (let chunks = 0; chunks < MOST_CHUNKS; chunks += 1) {
    const head = await bytesAt(handle, at, 48);
    if (head.length < 8) return null;
    const name = head.toString("latin1", 0, 4);
    const size = head.readUInt32LE(4);
    if (name === "ds64" && head.length >= 24) large = Number(head.readBigUInt64LE(16));
    if (name === "fmt " && head.length >= 22) {
      rate = head.readUInt32LE(12);
      bytesPerSecond = codec.startsWith("pcm_") ? rate * head.readUInt16LE(20) : 0;
    }
    if (name === "fact" && head.length >= 12) samples = head.readUInt32LE(8);
    if (name === "data") {
      const bytes = size === 0xff_ff_ff_ff && large !== null ? large : size;
      if (bytes === 0 || (bytes >= UNKNOWN && large === null)) return null;
      if (bytesPerSecond > 0) return bytes / bytesPerSecond;
      return samples > 0 && samples < UNKNOWN && rate > 0 ? samples / rate : null;
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

async function readW64(handle: FileHandle): Promise<number | null> {
  let at = 40;
  let bytesPerSecond = 0;
  for (let chunks = 0; chunks < MOST_CHUNKS; chunks += 1) {
    const head = await bytesAt(handle, at, 48);
    if (head.length < 24) return null;
    const name = head.toString("hex", 0, 16);
    const size = Number(head.readBigUInt64LE(16));
    if (size < 24) return null;
    if (name === W64_FMT && head.length >= 40) bytesPerSecond = head.readUInt32LE(24 + 8);
    if (name === W64_DATA) return bytesPerSecond > 0 && size > 24 ? (size - 24) / bytesPerSecond : null;
    at += Math.ceil(size / 8) * 8;
  }
  return null;
}
