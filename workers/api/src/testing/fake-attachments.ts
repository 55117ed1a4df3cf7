import { ATTACHMENT_IMAGE, ATTACHMENT_THUMBNAIL } from "@veza/contracts/jobs";
import { ProcessAttachment, type ProcessAttachmentReply } from "@veza/contracts/rpc";

export const STILL_BYTES = 1234;

/**
 * Stands for veza-stream and the transcoder: of a picture it stores two objects, everything is clean.
 * `answer` makes it say something else, or stop on the way.
 */
export function createFakeAttachments(bucket: R2Bucket, refuse: () => void) {
  const asked: ProcessAttachment[] = [];
  const fake = {
    asked,
    answer: null as ((request: ProcessAttachment) => Promise<ProcessAttachmentReply>) | null,
    async process(request: ProcessAttachment): Promise<ProcessAttachmentReply> {
      refuse();
      asked.push(ProcessAttachment.parse(request));
      if (fake.answer !== null) return fake.answer(request);
      return fake.succeed(request);
    },
    async succeed(request: ProcessAttachment): Promise<ProcessAttachmentReply> {
      const nothing = { ok: true as const, width: null, height: null, duration_ms: null };
      if (request.kind === "audio") return { ...nothing, duration_ms: 2000 };
      if (request.kind === "file") return nothing;
      await bucket.put(`${request.output_prefix}${ATTACHMENT_IMAGE}`, new Uint8Array(STILL_BYTES).fill(7));
      await bucket.put(`${request.output_prefix}${ATTACHMENT_THUMBNAIL}`, new Uint8Array(99).fill(8));
      return { ...nothing, width: 1600, height: 900 };
    },
    clear() {
      asked.length = 0;
      fake.answer = null;
    },
  };
  return fake;
}
