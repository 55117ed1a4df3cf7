/**
 * Edit lists (ISO/IEC 14496-12, 8.6.5) also describe encoder delay, and browsers disagree on whether they apply in
 * Media Source. Ours are taken out of the init segment, so that the append window alone cuts the delay, the same
 * everywhere.
 */
/** The letters `free`. */
const FREE = 0x66726565;
const CONTAINERS = new Set(["moov", "trak"]);

/** A copy of an init segment whose `edts` boxes are renamed to `free`. Bytes that are no boxes are left alone. */
export function withoutEditLists(init: ArrayBuffer): ArrayBuffer {
  const copy = init.slice(0);
  renameIn(new DataView(copy), 0, copy.byteLength);
  return copy;
}

function renameIn(view: DataView, from: number, to: number): void {
  let at = from;
  while (at + 8 <= to) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > to) return;
    const type = typeAt(view, at + 4);
    if (type === "edts") view.setUint32(at + 4, FREE);
    else if (CONTAINERS.has(type)) renameIn(view, at + 8, at + size);
    at += size;
  }
}

function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
