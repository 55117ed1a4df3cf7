const STARTS: ReadonlyArray<{ at: number; bytes: string }> = [
  { at: 0, bytes: "RIFF" },
  { at: 0, bytes: "RF64" },
  { at: 0, bytes: "fLaC" },
  { at: 0, bytes: "FORM" },
  { at: 0, bytes: "ID3" },
  { at: 0, bytes: "OggS" },
  { at: 0, bytes: "caff" },
  { at: 0, bytes: "wvpk" },
  { at: 4, bytes: "ftyp" },
  { at: 0, bytes: "\x1a\x45\xdf\xa3" },
  { at: 0, bytes: "\x30\x26\xb2\x75\x8e\x66\xcf\x11" },
];

/**
 * Whether the first bytes are those of a container that carries audio. Asked only after ffprobe has given up: then
 * this was meant to be audio and is broken, instead of being something else.
 */
export function looksLikeAudioContainer(head: Uint8Array): boolean {
  return STARTS.some(({ at, bytes }) =>
    [...bytes].every((one, index) => head[at + index] === one.charCodeAt(0)),
  );
}
