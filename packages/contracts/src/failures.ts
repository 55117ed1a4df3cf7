import type { FailureCode } from "./media.ts";

/**
 * Why a track failed: a code, the sentence that its artist reads, and what the artist can do about it. The
 * web app translates by code; these texts are what programs see. `remedied_by` says what may help: where the
 * failure lies in the file, the same file fails again and another one is needed; what went wrong on our side
 * can pass.
 */
export const FAILURES = {
  infected: {
    message: "The virus scanner found malware in this file.",
    remedy: "Export the audio again from your editor on a clean machine and upload the new file.",
    remedied_by: "replace",
  },
  not_audio: {
    message: "This file does not contain audio that we recognise.",
    // The list itself stays out of what every page loads; who shows it takes it from formats.ts.
    remedy: "Upload a WAV, FLAC, MP3 or another of the formats that are listed where you upload.",
    remedied_by: "replace",
  },
  damaged: {
    message: "The audio in this file is damaged and could not be decoded.",
    remedy: "Export the file again and check that it plays to the end before you upload it.",
    remedied_by: "replace",
  },
  too_long: {
    message: "This recording is longer than your plan allows.",
    remedy: "Split the recording into shorter parts.",
    remedied_by: "replace",
  },
  too_short: {
    message: "This recording is too short to be published.",
    remedy: "Upload a recording that lasts at least a fifth of a second.",
    remedied_by: "replace",
  },
  too_large: {
    message: "This file is larger than your plan allows.",
    remedy: "Export it as FLAC, which keeps every bit in about half of the size.",
    remedied_by: "replace",
  },
  unsupported: {
    message: "The audio in this file uses a format that we can't decode.",
    remedy: "Export it as WAV or FLAC and upload it again.",
    remedied_by: "replace",
  },
  silent: {
    message: "This recording is silent from start to end.",
    remedy: "Check the export settings of your editor: the right tracks may be muted.",
    remedied_by: "replace",
  },
  internal: {
    message: "Something went wrong on our side while we prepared this track.",
    remedy: "Your file is safe. Press retry; if it happens again, tell us the track's address.",
    remedied_by: "retry",
  },
} as const satisfies Record<
  FailureCode,
  { message: string; remedy: string; remedied_by: "retry" | "replace" }
>;
