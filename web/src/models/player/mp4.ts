/**
 * Two corrections of CMAF bytes (ISO/IEC 14496-12) before they go to Media Source, both for the sake of joins
 * without a gap. Neither moves a byte.
 */

interface Box {
  type: string;
  /** First byte of the content, and first byte after the box. */
  from: number;
  to: number;
}

function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let at = from;
  while (at + 8 <= to) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > to) return;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    yield { type, from: at + 8, to: at + size };
    at += size;
  }
}

/** Every box at the end of a path such as `moov/trak/edts`. */
function boxesAt(view: DataView, path: readonly string[], from = 0, to = view.byteLength): Box[] {
  const [type, ...rest] = path;
  const found = [...boxesIn(view, from, to)].filter((box) => box.type === type);
  return rest.length === 0 ? found : found.flatMap((box) => boxesAt(view, rest, box.from, box.to));
}

/** The letters `free`. */
const FREE = 0x66_72_65_65;

/**
 * An init segment without edit lists (8.6.6), which also describe encoder delay: browsers disagree on whether
 * they apply in Media Source, so the append window alone cuts the delay, the same everywhere.
 */
export function withoutEditLists(init: ArrayBuffer): ArrayBuffer {
  const copy = init.slice(0);
  const view = new DataView(copy);
  for (const box of boxesAt(view, ["moov", "trak", "edts"])) view.setUint32(box.from - 4, FREE);
  return copy;
}

const DATA_OFFSET = 0x1;
const FIRST_FLAGS = 0x4;
const DURATION = 0x100;
const OTHER_FIELDS = [0x200, 0x400, 0x800];

/**
 * A media segment whose last frame states its whole length (`trun`, 8.8.8). Encoders state only the valid
 * part of the last AAC frame, but every AAC frame decodes to the same number of samples: a browser that
 * believes the short length sees nothing to cut, and plays the padding as a gap of up to a frame before the
 * next track. Only for codecs with frames of one length; FLAC's last frame is really shorter.
 */
export function withFullLastFrame(segment: ArrayBuffer): ArrayBuffer {
  const copy = segment.slice(0);
  const view = new DataView(copy);
  const run = boxesAt(view, ["moof", "traf", "trun"]).at(-1);
  if (!run) return copy;
  const flags = view.getUint32(run.from) & 0xff_ffff;
  const count = view.getUint32(run.from + 4);
  if ((flags & DURATION) === 0 || count < 2) return copy;
  const width = 4 + 4 * OTHER_FIELDS.filter((field) => (flags & field) !== 0).length;
  const first = run.from + 8 + (flags & DATA_OFFSET ? 4 : 0) + (flags & FIRST_FLAGS ? 4 : 0);
  const last = first + (count - 1) * width;
  if (last + width > run.to) return copy;
  const whole = view.getUint32(first);
  if (view.getUint32(last) < whole) view.setUint32(last, whole);
  return copy;
}
