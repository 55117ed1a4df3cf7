/**
 * The binary frames of `/stream`: a 16-byte big-endian header, then the bytes of a CMAF init segment or media
 * segment.
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | u8 | version, 1 |
 * | 1 | u8 | kind: 0 init, 1 media |
 * | 2 | u8 | rendition index |
 * | 3 | u8 | flags: bit 0 last segment of its track; bits 1–7 the stream number (0 for the first track of a socket) |
 * | 4 | u32 | segment number (0 for init) |
 * | 8 | u32 | start_ms on the rendition's own clock, encoder delay included |
 * | 12 | u32 | duration_ms |
 */
export const BINARY_VERSION = 1;
export const BINARY_HEADER_BYTES = 16;

export interface BinaryHeader {
  kind: "init" | "media";
  rendition: number;
  is_last: boolean;
  /** 0 to 127. */
  stream: number;
  segment: number;
  start_ms: number;
  duration_ms: number;
}

/** Header and body in one buffer. */
export function encodeBinaryFrame(header: BinaryHeader, body: Uint8Array | ArrayBuffer): ArrayBuffer {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array(body);
  const frame = new Uint8Array(BINARY_HEADER_BYTES + bytes.byteLength);
  const view = new DataView(frame.buffer);
  view.setUint8(0, BINARY_VERSION);
  view.setUint8(1, header.kind === "init" ? 0 : 1);
  view.setUint8(2, header.rendition);
  view.setUint8(3, (header.is_last ? 1 : 0) | ((header.stream & 127) << 1));
  view.setUint32(4, header.segment);
  view.setUint32(8, Math.max(0, Math.round(header.start_ms)));
  view.setUint32(12, Math.max(0, Math.round(header.duration_ms)));
  frame.set(bytes, BINARY_HEADER_BYTES);
  return frame.buffer;
}

/** @returns header and body (a view, not a copy); null for what is no frame of this version. */
export function decodeBinaryFrame(
  frame: ArrayBuffer,
): { header: BinaryHeader; body: Uint8Array<ArrayBuffer> } | null {
  if (frame.byteLength < BINARY_HEADER_BYTES) return null;
  const view = new DataView(frame);
  const kind = view.getUint8(1);
  if (view.getUint8(0) !== BINARY_VERSION || kind > 1) return null;
  const flags = view.getUint8(3);
  return {
    header: {
      kind: kind === 0 ? "init" : "media",
      rendition: view.getUint8(2),
      is_last: (flags & 1) === 1,
      stream: flags >> 1,
      segment: view.getUint32(4),
      start_ms: view.getUint32(8),
      duration_ms: view.getUint32(12),
    },
    body: new Uint8Array(frame, BINARY_HEADER_BYTES),
  };
}
