/**
 * Every audio format that Veza knows, once. From this table come: which bytes an upload may begin with, what
 * ffmpeg may open, what the file chooser offers, what the page says before anything is sent, the sentences of
 * refusals, and the docs.
 */
export interface AudioFormat {
  id: string;
  /** As people call it. */
  name: string;
  /** Without a dot, lower case. */
  extensions: readonly string[];
  /** Media types that browsers and file-type give to it. */
  mimes: readonly string[];
  /**
   * How the file begins, after any ID3v2 tag; `at` is the offset in bytes. Latin-1. Any one of them is
   * enough.
   */
  starts: readonly { at: number; bytes: string }[];
  /** ffmpeg's demuxers that read it. Empty where it is not taken: such a file is never opened. */
  demuxers: readonly string[];
  /** What to do with a file of a known format that is not taken; null where it is taken. */
  instead: Instead | null;
}

/** The web app translates by this; the sentences are what programs read. */
export const INSTEAD = {
  export_lossless: "Export it as WAV or FLAC and upload that file.",
  convert_dsd: "Convert it to DSF, which holds the same samples, or to FLAC.",
  render: "It holds notes and no sound: render it to WAV or FLAC in the program that made it.",
} as const;
export type Instead = keyof typeof INSTEAD;

const at = (bytes: string, offset = 0) => ({ at: offset, bytes });
const taken = { instead: null } as const;
const refused = (instead: Instead) => ({ demuxers: [], instead }) as const;

export const AUDIO_FORMATS: readonly AudioFormat[] = [
  {
    id: "wav",
    name: "WAV",
    extensions: ["wav", "wave", "bwf", "rf64", "w64"],
    mimes: ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"],
    starts: [at("WAVE", 8), at("RF64"), at("BW64"), at("riff\x2e\x91\xcf\x11")],
    demuxers: ["wav", "w64"],
    ...taken,
  },
  {
    id: "flac",
    name: "FLAC",
    extensions: ["flac"],
    mimes: ["audio/flac", "audio/x-flac"],
    starts: [at("fLaC")],
    demuxers: ["flac"],
    ...taken,
  },
  {
    id: "aiff",
    name: "AIFF",
    extensions: ["aif", "aiff", "aifc"],
    mimes: ["audio/aiff", "audio/x-aiff"],
    starts: [at("AIFF", 8), at("AIFC", 8)],
    demuxers: ["aiff"],
    ...taken,
  },
  {
    id: "caf",
    name: "CAF",
    extensions: ["caf"],
    mimes: ["audio/x-caf"],
    starts: [at("caff")],
    demuxers: ["caf"],
    ...taken,
  },
  {
    id: "au",
    name: "AU",
    extensions: ["au", "snd"],
    mimes: ["audio/basic"],
    starts: [at(".snd")],
    demuxers: ["au"],
    ...taken,
  },
  {
    id: "mp3",
    name: "MP3",
    extensions: ["mp3", "mp2", "mpga"],
    mimes: ["audio/mpeg"],
    starts: [at("\xff\xfb"), at("\xff\xfa"), at("\xff\xf3"), at("\xff\xf2"), at("\xff\xe3"), at("\xff\xfd")],
    demuxers: ["mp3"],
    ...taken,
  },
  {
    id: "mp4",
    name: "M4A / AAC",
    extensions: ["m4a", "m4b", "mp4", "aac", "adts", "mov"],
    mimes: ["audio/mp4", "audio/x-m4a", "audio/aac", "video/mp4", "video/quicktime"],
    starts: [at("ftyp", 4), at("\xff\xf1"), at("\xff\xf9")],
    demuxers: ["mov", "mp4", "m4a", "aac"],
    ...taken,
  },
  {
    id: "alac",
    name: "ALAC",
    extensions: ["alac"],
    mimes: [],
    starts: [],
    demuxers: [],
    ...taken,
  },
  {
    id: "ogg",
    name: "Ogg Vorbis",
    extensions: ["ogg", "oga"],
    mimes: ["audio/ogg", "application/ogg", "video/ogg"],
    starts: [at("OggS")],
    demuxers: ["ogg"],
    ...taken,
  },
  {
    id: "opus",
    name: "Opus",
    extensions: ["opus"],
    mimes: ["audio/opus", "audio/ogg; codecs=opus"],
    starts: [],
    demuxers: [],
    ...taken,
  },
  {
    id: "wma",
    name: "WMA",
    extensions: ["wma", "asf"],
    mimes: ["audio/x-ms-wma", "audio/x-ms-asf", "video/x-ms-asf", "application/vnd.ms-asf"],
    starts: [at("\x30\x26\xb2\x75\x8e\x66\xcf\x11")],
    demuxers: ["asf"],
    ...taken,
  },
  {
    id: "ac3",
    name: "AC-3 / E-AC-3",
    extensions: ["ac3", "eac3", "ec3"],
    mimes: ["audio/vnd.dolby.dd-raw", "audio/ac3", "audio/eac3"],
    starts: [at("\x0b\x77")],
    demuxers: ["ac3", "eac3"],
    ...taken,
  },
  {
    id: "ape",
    name: "Monkey's Audio",
    extensions: ["ape"],
    mimes: ["audio/ape", "audio/x-ape"],
    starts: [at("MAC ")],
    demuxers: ["ape"],
    ...taken,
  },
  {
    id: "tta",
    name: "True Audio",
    extensions: ["tta"],
    mimes: ["audio/x-tta"],
    starts: [at("TTA1")],
    demuxers: ["tta"],
    ...taken,
  },
  {
    id: "wavpack",
    name: "WavPack",
    extensions: ["wv"],
    mimes: ["audio/wavpack", "audio/x-wavpack"],
    starts: [at("wvpk")],
    demuxers: ["wv"],
    ...taken,
  },
  {
    id: "dsf",
    name: "DSF",
    extensions: ["dsf"],
    mimes: ["audio/x-dsf"],
    starts: [at("DSD ")],
    demuxers: ["dsf"],
    ...taken,
  },
  {
    id: "matroska",
    name: "Matroska / WebM",
    extensions: ["mka", "webm", "mkv"],
    mimes: [
      "audio/matroska",
      "audio/webm",
      "audio/x-matroska",
      "video/webm",
      "video/matroska",
      "video/x-matroska",
    ],
    starts: [at("\x1a\x45\xdf\xa3")],
    demuxers: ["matroska", "webm"],
    ...taken,
  },
  {
    id: "dff",
    name: "DSDIFF (DFF)",
    extensions: ["dff"],
    mimes: ["audio/x-dff"],
    starts: [at("FRM8")],
    ...refused("convert_dsd"),
  },
  {
    id: "musepack",
    name: "Musepack",
    extensions: ["mpc", "mp+", "mpp"],
    mimes: ["audio/x-musepack"],
    starts: [at("MPCK"), at("MP+")],
    ...refused("export_lossless"),
  },
  {
    id: "midi",
    name: "MIDI",
    extensions: ["mid", "midi", "rmi"],
    mimes: ["audio/midi", "audio/x-midi"],
    starts: [at("MThd"), at("RMID", 8)],
    ...refused("render"),
  },
  {
    id: "amr",
    name: "AMR",
    extensions: ["amr", "awb"],
    mimes: ["audio/amr", "audio/amr-wb"],
    starts: [at("#!AMR")],
    ...refused("export_lossless"),
  },
  {
    id: "realaudio",
    name: "RealAudio",
    extensions: ["ra", "rm", "ram"],
    mimes: ["audio/vnd.rn-realaudio", "audio/x-pn-realaudio", "application/vnd.rn-realmedia"],
    starts: [at(".ra\xfd"), at(".RMF")],
    ...refused("export_lossless"),
  },
  {
    id: "dts",
    name: "DTS",
    extensions: ["dts", "dtshd"],
    mimes: ["audio/vnd.dts", "audio/vnd.dts.hd"],
    starts: [at("\x7f\xfe\x80\x01"), at("\xfe\x7f\x01\x80"), at("DTSHDHDR")],
    ...refused("export_lossless"),
  },
  {
    id: "shorten",
    name: "Shorten",
    extensions: ["shn"],
    mimes: ["audio/x-shorten"],
    starts: [at("ajkg")],
    ...refused("export_lossless"),
  },
  {
    id: "optimfrog",
    name: "OptimFROG",
    extensions: ["ofr", "ofs"],
    mimes: [],
    starts: [at("OFR ")],
    ...refused("export_lossless"),
  },
  {
    id: "tak",
    name: "TAK",
    extensions: ["tak"],
    mimes: [],
    starts: [at("tBaK")],
    ...refused("export_lossless"),
  },
  {
    id: "module",
    name: "Tracker module",
    extensions: ["mod", "xm", "it", "s3m"],
    mimes: ["audio/x-xm", "audio/x-it", "audio/x-s3m", "audio/mod"],
    starts: [at("Extended Module:"), at("IMPM"), at("SCRM", 44)],
    ...refused("render"),
  },
];

const isTaken = (format: AudioFormat): boolean => format.instead === null;

/** What is taken, as people call it: shown before an upload. */
export const ACCEPTED_FORMATS: readonly string[] = AUDIO_FORMATS.filter(isTaken).map((format) => format.name);

/** ffmpeg's demuxers for all that is taken, and no other. */
export const DEMUXERS: readonly string[] = [...new Set(AUDIO_FORMATS.flatMap((format) => format.demuxers))];

/**
 * For `<input accept>`: what is taken, and also what is known, so that choosing it is answered and not greyed
 * out.
 */
export const CHOOSER_ACCEPT: string = [
  "audio/*",
  ...AUDIO_FORMATS.flatMap((format) => format.extensions.map((extension) => `.${extension}`)),
].join(",");

/** ID3v2: ten bytes, of which the last four say seven bits each how much follows; a footer adds ten more. */
function afterTags(head: Uint8Array): number {
  let from = 0;
  while (
    head[from] === 0x49 &&
    head[from + 1] === 0x44 &&
    head[from + 2] === 0x33 &&
    from + 10 <= head.length
  ) {
    const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + ((head[from + index] ?? 0) & 0x7f), 0);
    from += 10 + size + ((head[from + 5] ?? 0) & 0x10 ? 10 : 0);
  }
  return from;
}

/**
 * The format that the first bytes of a file are of, whatever ID3v2 tag stands before; null when none of the
 * table is. `hidden` when a tag is longer than `head`, so that what follows it can't be seen.
 */
export function formatOfBytes(head: Uint8Array): AudioFormat | "hidden" | null {
  const from = afterTags(head);
  if (from >= head.length && from > 0) return "hidden";
  return AUDIO_FORMATS.find(({ starts }) => starts.some((start) => beginsWith(head, from, start))) ?? null;
}

function beginsWith(head: Uint8Array, from: number, start: { at: number; bytes: string }): boolean {
  return [...start.bytes].every((one, index) => head[from + start.at + index] === one.charCodeAt(0));
}

/** The format that a file's name or declared type speaks of; null when neither is in the table. */
export function formatOfName(file: { name: string; type: string }): AudioFormat | null {
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase();
  const type = file.type.toLowerCase();
  const byName =
    extension === undefined
      ? undefined
      : AUDIO_FORMATS.find((format) => format.extensions.includes(extension));
  return (
    byName ?? (type === "" ? null : (AUDIO_FORMATS.find((format) => format.mimes.includes(type)) ?? null))
  );
}
