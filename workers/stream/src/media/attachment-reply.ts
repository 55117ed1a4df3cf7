import type { JobEvent } from "@veza/contracts/jobs";
import type { ProcessAttachment, ProcessAttachmentReply } from "@veza/contracts/rpc";
import type { Refusal } from "./transcoder-client.ts";

/** What one line of the transcoder's answer means to who uploaded the file; null while the work goes on. */
export function attachmentReply(
  kind: ProcessAttachment["kind"],
  said: JobEvent | Refusal,
): ProcessAttachmentReply | null {
  switch (said.type) {
    case "result":
      if (said.result.kind !== "attachment")
        throw new Error("an attachment's job answered with something else");
      return {
        ok: true,
        width: said.result.width,
        height: said.result.height,
        duration_ms: said.result.duration_ms,
      };
    case "failed":
      if (said.code === "infected") return { ok: false, code: "infected" };
      if (said.code === "internal") return { ok: false, code: "unavailable" };
      // What is no picture and fails all the same has more in it than the scanner may unpack.
      if (said.code === "too_large" || kind !== "image") return { ok: false, code: "file_too_large" };
      return { ok: false, code: "not_image" };
    case "unavailable":
    case "refused":
      return { ok: false, code: "unavailable" };
    default:
      return null;
  }
}
