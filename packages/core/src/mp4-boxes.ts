/**
 * Reading and writing the few ISO BMFF boxes (ISO/IEC 14496-12) that fragmented audio needs. Everything that
 * comes in is a stream of one audio track as a muxer wrote it (`ftyp moov (moof mdat)*`); everything that
 * goes out is CMAF (ISO/IEC 23000-19): one init segment, and media segments of exactly one `moof` and one
 * `mdat`.
 */

/** The bytes are not what ISO BMFF or our muxer promise. */
export class Mp4Error extends Error {
  override name = "Mp4Error";
}

/** A whole box: `bytes` with its header, `body` without it. Both are views, not copies. */
export type Box = { type: string; bytes: Uint8Array; body: Uint8Array };

/** One access unit. `duration` is in ticks of the track's timescale. */
export type Sample = { duration: number; data: Uint8Array };

export type TrackInit = {
  timescale: number;
  /** RFC 6381: `mp4a.40.2`, `fLaC`. */
  codec: string;
  sampleRate: number;
  channels: number;
  defaults: { duration: number; size: number };
};

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function header(
  bytes: Uint8Array,
  at: number,
): { type: string; size: number; headerSize: number } | undefined {
  if (bytes.length - at < 8) return undefined;
  const v = view(bytes);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  const size = v.getUint32(at);
  if (size !== 1) {
    if (size < 8) throw new Mp4Error(`box ${type} claims ${size} bytes`);
    return { type, size, headerSize: 8 };
  }
  if (bytes.length - at < 16) return undefined;
  const large = Number(v.getBigUint64(at + 8));
  if (large < 16) throw new Mp4Error(`box ${type} claims ${large} bytes`);
  return { type, size: large, headerSize: 16 };
}

/** The boxes that fill `bytes`. @throws Mp4Error when the last one is cut off. */
export function readBoxes(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at < bytes.length) {
    const found = header(bytes, at);
    if (!found || at + found.size > bytes.length) throw new Mp4Error("a box is cut off");
    boxes.push({
      type: found.type,
      bytes: bytes.subarray(at, at + found.size),
      body: bytes.subarray(at + found.headerSize, at + found.size),
    });
    at += found.size;
  }
  return boxes;
}

/** Follows `path` from the children of `body`; the first box of each type. */
export function findBox(body: Uint8Array, ...path: string[]): Box | undefined {
  let found: Box | undefined;
  let inside = body;
  for (const type of path) {
    found = readBoxes(inside).find((box) => box.type === type);
    if (!found) return undefined;
    inside = found.body;
  }
  return found;
}

function needBox(body: Uint8Array, ...path: string[]): Box {
  const box = findBox(body, ...path);
  if (!box) throw new Mp4Error(`no ${path.join("/")}`);
  return box;
}

/** Cuts a stream of bytes, in chunks of any size, into its top-level boxes. */
export function createBoxReader(): { push: (chunk: Uint8Array) => Box[]; end: () => void } {
  let pending: Uint8Array[] = [];
  let held = 0;
  let needed = 8;
  const gather = (): Uint8Array => {
    const only = pending[0];
    if (pending.length === 1 && only) return only;
    const all = concatBytes(pending);
    pending = [all];
    return all;
  };
  return {
    push(chunk) {
      pending.push(chunk);
      held += chunk.length;
      const boxes: Box[] = [];
      while (held >= needed) {
        const bytes = gather();
        const found = header(bytes, 0);
        needed = found ? found.size : 16;
        if (!found || held < needed) continue;
        const whole = bytes.subarray(0, found.size);
        boxes.push({ type: found.type, bytes: whole, body: whole.subarray(found.headerSize) });
        const rest = bytes.subarray(found.size);
        pending = rest.length > 0 ? [rest] : [];
        held = rest.length;
        needed = 8;
      }
      return boxes;
    },
    end() {
      if (held > 0) throw new Mp4Error(`the stream ends ${held} bytes into a box`);
    },
  };
}

/**
 * What `moov` says about its only audio track.
 * @throws Mp4Error when a box is missing or the codec is unknown.
 */
export function readInit(moov: Box): TrackInit {
  const mdia = needBox(moov.body, "trak", "mdia").body;
  const mdhd = needBox(mdia, "mdhd").body;
  const timescale = view(mdhd).getUint32(mdhd[0] === 1 ? 20 : 12);
  const trex = view(needBox(moov.body, "mvex", "trex").body);
  const defaults = { duration: trex.getUint32(12), size: trex.getUint32(16) };

  const stsd = needBox(mdia, "minf", "stbl", "stsd").body;
  const entry = readBoxes(stsd.subarray(8))[0];
  if (!entry) throw new Mp4Error("stsd is empty");
  const children = entry.body.subarray(28);
  if (entry.type === "mp4a") {
    const config = audioSpecificConfig(needBox(children, "esds").body);
    return {
      timescale,
      codec: `mp4a.40.${config.objectType}`,
      sampleRate: timescale,
      channels: config.channels,
      defaults,
    };
  }
  if (entry.type === "fLaC") {
    const streamInfo = needBox(children, "dfLa").body.subarray(8);
    const sampleRate = view(streamInfo).getUint32(10) >>> 12;
    const channels = (((streamInfo[12] ?? 0) >> 1) & 7) + 1;
    return { timescale, codec: "fLaC", sampleRate, channels, defaults };
  }
  throw new Mp4Error(`sample entry ${entry.type} is not expected here`);
}

/**
 * Walks the descriptors of `esds` (ISO/IEC 14496-1, 7.2.6) down to the AudioSpecificConfig (14496-3,
 * 1.6.2.1). The channel count of the sample entry is 2 for every `mp4a`, so this is the only place that knows
 * mono.
 */
function audioSpecificConfig(esds: Uint8Array): { objectType: number; channels: number } {
  let at = 4;
  while (at < esds.length) {
    const tag = esds[at];
    at += 1;
    while (((esds[at] ?? 0) & 0x80) !== 0) at += 1;
    at += 1;
    if (tag === 3) at += 3;
    else if (tag === 4) at += 13;
    else if (tag === 5)
      return { objectType: (esds[at] ?? 0) >> 3, channels: ((esds[at + 1] ?? 0) >> 3) & 15 };
    else break;
  }
  throw new Mp4Error("esds holds no AudioSpecificConfig");
}

/** The samples of one fragment, in order. @throws Mp4Error when sizes do not fit the `mdat`. */
export function readFragment(
  moof: Box,
  mdat: Box,
  defaults: { duration: number; size: number },
): { decodeTime: number; samples: Sample[] } {
  const traf = needBox(moof.body, "traf").body;
  const tfhd = readTfhd(needBox(traf, "tfhd").body, defaults);
  const tfdt = needBox(traf, "tfdt").body;
  const decodeTime = tfdt[0] === 1 ? Number(view(tfdt).getBigUint64(4)) : view(tfdt).getUint32(4);
  const samples: Sample[] = [];
  let at = 0;
  for (const trun of readBoxes(traf).filter((box) => box.type === "trun")) {
    for (const { duration, size } of readTrun(trun.body, tfhd)) {
      if (at + size > mdat.body.length) throw new Mp4Error("a sample reaches past its mdat");
      samples.push({ duration, data: mdat.body.subarray(at, at + size) });
      at += size;
    }
  }
  if (at !== mdat.body.length)
    throw new Mp4Error(`${mdat.body.length - at} bytes of an mdat belong to no sample`);
  return { decodeTime, samples };
}

function readTfhd(
  body: Uint8Array,
  defaults: { duration: number; size: number },
): { duration: number; size: number } {
  const v = view(body);
  const flags = v.getUint32(0) & 0xffffff;
  let at = 8;
  if (flags & 0x1) at += 8;
  if (flags & 0x2) at += 4;
  const result = { ...defaults };
  if (flags & 0x8) {
    result.duration = v.getUint32(at);
    at += 4;
  }
  if (flags & 0x10) result.size = v.getUint32(at);
  return result;
}

function readTrun(body: Uint8Array, defaults: { duration: number; size: number }) {
  const v = view(body);
  const flags = v.getUint32(0) & 0xffffff;
  const count = v.getUint32(4);
  let at = 8;
  if (flags & 0x1) at += 4;
  if (flags & 0x4) at += 4;
  const stride = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
  if (at + count * stride > body.length) throw new Mp4Error("trun is cut off");
  return Array.from({ length: count }, (_, index) => {
    const row = at + index * stride;
    return {
      duration: flags & 0x100 ? v.getUint32(row) : defaults.duration,
      size: flags & 0x200 ? v.getUint32(row + (flags & 0x100 ? 4 : 0)) : defaults.size,
    };
  });
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A box of `type` around the concatenation of `parts`. */
export function writeBox(type: string, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(8);
  view(head).setUint32(0, 8 + parts.reduce((sum, part) => sum + part.length, 0));
  head.set(ascii(type), 4);
  return concatBytes([head, ...parts]);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function uint32(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const v = view(bytes);
  values.forEach((value, index) => {
    v.setUint32(index * 4, value);
  });
  return bytes;
}

/** In samples: what the encoder put before the sound, the sound, and what fills the last frame. */
export type Gapless = { priming: number; valid: number; padding: number };

/**
 * The init segment: our own `ftyp` (CMAF brands) and the muxer's `moov` without `udta`, where it leaves its
 * name.
 *
 * With `gapless` the priming is declared, so that players who cut nothing by themselves start where the sound
 * does: by an edit list (ISO/IEC 14496-12, 8.6.6; its duration is 0, which means all that follows, as CMAF
 * wants it), which browsers and Apple's players follow, and by iTunes' `iTunSMPB` comment, which ffmpeg and
 * mpv follow in fragmented files. Media times stay as they are.
 */
export function writeInit(moov: Box, gapless?: Gapless): Uint8Array<ArrayBuffer> {
  const ftyp = writeBox("ftyp", ascii("cmfc"), uint32(0), ascii("iso6cmfc"));
  const kept = readBoxes(moov.body).filter((box) => box.type !== "udta");
  if (gapless === undefined) return concatBytes([ftyp, writeBox("moov", ...kept.map((box) => box.bytes))]);
  const boxes = kept.map((box) => (box.type === "trak" ? withEditList(box, gapless.priming) : box.bytes));
  return concatBytes([ftyp, writeBox("moov", ...boxes, itunesGapless(gapless))]);
}

/** Media time counts in the track's timescale, which is its sample rate. */
function withEditList(trak: Box, priming: number): Uint8Array {
  const edit = writeBox("edts", writeBox("elst", uint32(0, 1, 0, priming, 0x0001_0000)));
  const parts = readBoxes(trak.body)
    .filter((box) => box.type !== "edts")
    .flatMap((box) => (box.type === "tkhd" ? [box.bytes, edit] : [box.bytes]));
  return writeBox("trak", ...parts);
}

function itunesGapless({ priming, valid, padding }: Gapless): Uint8Array {
  const hex = (value: number, digits = 8) => value.toString(16).toUpperCase().padStart(digits, "0");
  const zeros = Array.from({ length: 8 }, () => hex(0)).join(" ");
  const text = ` ${hex(0)} ${hex(priming)} ${hex(padding)} ${hex(valid, 16)} ${zeros}`;
  const comment = writeBox(
    "----",
    writeBox("mean", uint32(0), ascii("com.apple.iTunes")),
    writeBox("name", uint32(0), ascii("iTunSMPB")),
    writeBox("data", uint32(1, 0), ascii(text)),
  );
  const handler = writeBox("hdlr", uint32(0, 0), ascii("mdirappl"), uint32(0, 0), new Uint8Array(1));
  return writeBox("udta", writeBox("meta", uint32(0), handler, writeBox("ilst", comment)));
}

/**
 * One CMAF segment of track 1. `decodeTime` is in ticks.
 * Flags: tfhd default-base-is-moof; trun with data offset, and a duration and a size for each sample. The
 * default sample flags 0x02000000 say that every sample is a sync sample, as it is in audio.
 */
export function writeSegment(segment: {
  sequence: number;
  decodeTime: number;
  samples: readonly Sample[];
}): Uint8Array<ArrayBuffer> {
  const { samples } = segment;
  const rows = samples.flatMap((sample) => [sample.duration, sample.data.length]);
  const tfdt = new Uint8Array(12);
  tfdt[0] = 1;
  view(tfdt).setBigUint64(4, BigInt(segment.decodeTime));
  const moof = (dataOffset: number) =>
    writeBox(
      "moof",
      writeBox("mfhd", uint32(0, segment.sequence)),
      writeBox(
        "traf",
        writeBox("tfhd", uint32(0x020020, 1, 0x02000000)),
        writeBox("tfdt", tfdt),
        writeBox("trun", uint32(0x000301, samples.length, dataOffset, ...rows)),
      ),
    );
  const payload = writeBox("mdat", ...samples.map((sample) => sample.data));
  return concatBytes([moof(moof(0).length + 8), payload]);
}
