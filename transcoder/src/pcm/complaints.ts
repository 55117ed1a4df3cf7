import { withoutAddresses } from "../ffmpeg/stderr.ts";

/**
 * Said by ffmpeg's own output side, or about the container's order of timestamps: no word about the sound.
 */
const NOT_ABOUT_SOUND =
  /^\[(?:f32le|out)|non monotonically|last message repeated|^\s*$|mjpeg|png|error marking filters|cannot determine format|conversion failed|estimating duration/i;
/** A packet that gave no sound at all. */
const LOST_PACKET =
  /^error while decoding stream|decode_frame\(\) failed|^error submitting packet to decoder/i;
/** What says that a decoder lacks something, rather than that the file does. */
const LACKING = /is not allowed in AAC|not (?:yet )?(?:implemented|supported)|unsupported|patches welcome/i;
const KEPT = 50;

export type Complaints = ReturnType<typeof createComplaints>;

/**
 * What a decoder says while it works: counted as it comes, so that nothing hangs on how much of a log is
 * kept.
 */
export function createComplaints() {
  const kinds = new Map<string, number>();
  let lost = 0;
  let said = 0;
  return {
    hear(line: string): void {
      if (NOT_ABOUT_SOUND.test(line)) return;
      const plain = withoutAddresses(line).trim();
      said += 1;
      if (LOST_PACKET.test(plain)) lost += 1;
      if (kinds.has(plain) || kinds.size < KEPT) kinds.set(plain, (kinds.get(plain) ?? 0) + 1);
    },
    /** Packets that could not be decoded. */
    lost: () => lost,
    said: () => said,
    /**
     * Whether all that the decoder said is that it lacks something: garbage makes it say other things too.
     */
    isLacking(codec: string): boolean {
      const all = [...kinds.keys()].filter((kind) => !LOST_PACKET.test(kind));
      const own = all.filter((kind) => kind.startsWith(`[${codec}`));
      const words = own.length > 0 ? own : all;
      return words.length > 0 && words.every((kind) => LACKING.test(kind));
    },
    /** A few different ones, for the logs. */
    detail: () => [...kinds.keys()].slice(0, 5).join(" · "),
  };
}
