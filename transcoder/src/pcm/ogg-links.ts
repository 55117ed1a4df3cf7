import { type FileHandle, open } from "node:fs/promises";

/**
 * One link of a physical Ogg stream (RFC 3533): where its bytes are, and how long its pages say that it is.
 * A chained file is several of these, one behind the other, each with headers, rate and channels of its own.
 */
export type OggLink = { from: number; to: number; seconds: number | null };

const BEGIN = 2;
const HEAD = 27;
const CHUNK = 1 << 20;

/**
 * Walks the pages of an Ogg file. A decoder that is handed a chain as one stream takes the headers of the
 * second link for sound; so each link is decoded by itself.
 * @returns the links in order; empty where the first page can't be found
 */
export async function readOggLinks(file: string): Promise<OggLink[]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await walk(handle, size);
  } finally {
    await handle.close();
  }
}

type Open = { from: number; facts: Facts | null; serial: number; last: bigint; ended: boolean };
type Facts = { rate: number; skip: number };

async function walk(handle: FileHandle, size: number): Promise<OggLink[]> {
  const links: OggLink[] = [];
  let link: Open | undefined;
  let inHeaders = false;
  const close = (to: number) => {
    if (!link) return;
    const { facts, last, from } = link;
    const seconds = facts && last > 0n ? Math.max(0, Number(last) - facts.skip) / facts.rate : null;
    links.push({ from, to, seconds });
  };
  for await (const { at, page } of pages(handle, size)) {
    const begins = ((page[5] ?? 0) & BEGIN) !== 0;
    const serial = page.readUInt32LE(14);
    if (begins && !inHeaders) {
      close(at);
      link = { from: at, facts: null, serial, last: 0n, ended: false };
    }
    inHeaders = begins;
    if (!link) continue;
    if (begins && link.facts === null) {
      link.facts = factsOf(page.subarray(HEAD + (page[26] ?? 0)));
      link.serial = serial;
    }
    const granule = page.readBigInt64LE(6);
    if (serial === link.serial && granule > link.last) link.last = granule;
  }
  close(size);
  return links;
}

/** Rate of the granule positions and what is skipped at the start, from the identification header. */
function factsOf(header: Buffer): Facts | null {
  const starts = (text: string) => header.subarray(0, text.length).toString("latin1") === text;
  if (starts("OpusHead") && header.length >= 12) return { rate: 48_000, skip: header.readUInt16LE(10) };
  if (starts("\x01vorbis") && header.length >= 16) return { rate: header.readUInt32LE(12) || 1, skip: 0 };
  if (starts("\x7fFLAC") && header.length >= 30)
    return { rate: header.readUInt32BE(27) >>> 12 || 1, skip: 0 };
  return null;
}

/**
 * Every page with its header, segment table and the beginning of its body; bytes that are no page are passed
 * over.
 */
async function* pages(handle: FileHandle, size: number): AsyncGenerator<{ at: number; page: Buffer }> {
  let at = 0;
  let window = Buffer.alloc(0);
  let windowAt = 0;
  const need = async (from: number, length: number): Promise<Buffer> => {
    if (from < windowAt || from + length > windowAt + window.length) {
      const buffer = Buffer.alloc(Math.max(CHUNK, length));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
      window = buffer.subarray(0, bytesRead);
      windowAt = from;
    }
    return window.subarray(from - windowAt, from - windowAt + length);
  };
  while (at + HEAD <= size) {
    const head = await need(at, HEAD);
    if (head.length < HEAD) return;
    if (head.toString("latin1", 0, 4) !== "OggS") {
      const ahead = await need(at, Math.min(CHUNK / 2, size - at));
      const found = ahead.indexOf("OggS", 1, "latin1");
      at += found > 0 ? found : Math.max(1, ahead.length - 3);
      continue;
    }
    const table = await need(at, HEAD + (head[26] ?? 0));
    const body = table.subarray(HEAD).reduce((sum, lace) => sum + lace, 0);
    const length = table.length + body;
    yield { at, page: await need(at, Math.min(table.length + 64, length, size - at)) };
    at += length;
  }
}
