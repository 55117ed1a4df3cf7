import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  ACCEPTED_FORMATS,
  AUDIO_FORMATS,
  CHOOSER_ACCEPT,
  DEMUXERS,
  formatOfBytes,
  formatOfName,
} from "./formats.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text.padEnd(64, "\0"), "latin1"));
const id3 = (size: number) =>
  `ID3\x03\0\0\0\0${String.fromCharCode(size >> 7, size & 0x7f)}${"\0".repeat(size)}`;
const idOf = (head: Uint8Array) => {
  const format = formatOfBytes(head);
  return format === null || format === "hidden" ? format : format.id;
};

describe("the table of formats", () => {
  test.each([
    ["RIFF\0\0\0\0WAVE", "wav"],
    ["RIFF\0\0\0\0WEBP", null],
    ["FORM\0\0\0\0AIFC", "aiff"],
    ["caff", "caf"],
    [".snd", "au"],
    ["\x0b\x77", "ac3"],
    ["MAC ", "ape"],
    ["DSD ", "dsf"],
    ["FRM8", "dff"],
    ["MPCK", "musepack"],
    ["%PDF", null],
  ])("%j is %s", (head, id) => expect(idOf(bytes(head))).toBe(id));

  test("whatever tag stands before: also two of them, and one that hides what follows", () => {
    expect(idOf(bytes(`${id3(300)}MAC `))).toBe("ape");
    expect(idOf(bytes(`${id3(20)}${id3(30)}TTA1`))).toBe("tta");
    expect(idOf(bytes(`${id3(300)}`).subarray(0, 100))).toBe("hidden");
  });

  test("no demuxer that opens further files, and none for what is not taken", () => {
    for (const dangerous of ["hls", "concat", "dash", "sdp", "image2", "lavfi", "rtsp", "tee", "iff"])
      expect(DEMUXERS).not.toContain(dangerous);
    for (const format of AUDIO_FORMATS) if (format.instead !== null) expect(format.demuxers).toEqual([]);
  });

  test("the chooser offers every extension, and names are judged by the same table", () => {
    for (const { id, extensions } of AUDIO_FORMATS)
      for (const extension of extensions) {
        expect(CHOOSER_ACCEPT.split(",")).toContain(`.${extension}`);
        expect(formatOfName({ name: `A song.${extension.toUpperCase()}`, type: "" })?.id).toBe(id);
      }
    expect(formatOfName({ name: "song", type: "audio/x-caf" })?.id).toBe("caf");
    expect(formatOfName({ name: "notes.txt", type: "text/plain" })).toBeNull();
  });

  test("the transcoder's page names all that is taken and all that is not", () => {
    const page = readFileSync(
      fileURLToPath(new URL("../../../transcoder/README.md", import.meta.url)),
      "utf8",
    );
    expect(page).toContain(`Taken: ${ACCEPTED_FORMATS.join(", ")}.`);
    const refused = AUDIO_FORMATS.filter((format) => format.instead !== null).map((format) => format.name);
    expect(page).toContain(`Known and not taken: ${refused.join(", ")}.`);
  });
});
