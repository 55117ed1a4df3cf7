/**
 * The first frame of an animated WebP as a still one, or null where it is not animated. ffmpeg reads stills
 * only. The format: RFC 9649, sections 2.3 (chunks), 2.7.1.1 (`ANMF`: a header of 16 bytes, then the frame's
 * own chunks).
 */
export function stillOfWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (text(bytes, 0) !== "RIFF" || text(bytes, 8) !== "WEBP") return null;
  for (const chunk of chunks(bytes, 12, bytes.length)) {
    if (chunk.name === "ANMF") return wrap(bytes, chunk.start, chunk.end);
  }
  return null;
}

const ANMF_HEADER = 16;
const VP8X_ALPHA = 0x10;

function wrap(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> | null {
  const parts = [...chunks(bytes, start + ANMF_HEADER, end)];
  const alpha = parts.find(({ name }) => name === "ALPH");
  const image = parts.find(({ name }) => name === "VP8 " || name === "VP8L");
  if (image === undefined) return null;
  const kept = image.name === "VP8 " && alpha !== undefined ? [alpha, image] : [image];
  const pieces = kept.map((chunk) => padded(chunk.name, bytes.subarray(chunk.start, chunk.end)));
  if (kept.length > 1) {
    // Canvas of the frame's own size: both are stored less one, in 24 bits, at the same order in `ANMF`
    // (bytes 6 to 11).
    const header = new Uint8Array(10);
    header[0] = VP8X_ALPHA;
    header.set(bytes.subarray(start + 6, start + 12), 4);
    pieces.unshift(padded("VP8X", header));
  }
  const size = pieces.reduce((sum, piece) => sum + piece.length, 4);
  const file = new Uint8Array(size + 8);
  write(file, 0, "RIFF");
  new DataView(file.buffer).setUint32(4, size, true);
  write(file, 8, "WEBP");
  let at = 12;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}

function* chunks(bytes: Uint8Array, from: number, to: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + 8 <= to; ) {
    const size = view.getUint32(at + 4, true);
    const end = Math.min(at + 8 + size, to);
    yield { name: text(bytes, at), start: at + 8, end };
    at += 8 + size + (size % 2);
  }
}

function padded(name: string, payload: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(8 + payload.length + (payload.length % 2));
  write(chunk, 0, name);
  new DataView(chunk.buffer).setUint32(4, payload.length, true);
  chunk.set(payload, 8);
  return chunk;
}

const text = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));

function write(bytes: Uint8Array, at: number, name: string): void {
  for (let i = 0; i < name.length; i += 1) bytes[at + i] = name.charCodeAt(i);
}
