import { ACCEPTED_FORMATS, INSTEAD } from "@veza/contracts/formats";
import { AppError } from "@veza/worker-kit/app-error";
import { PartBuffer } from "./part-buffer.ts";
import { RunningHash } from "./running-hash.ts";
import { SNIFF_BYTES, sniffAudio } from "./sniff.ts";

/**
 * Streams a file of unknown length into R2, hashed on the way, with one part in memory. A small file is one
 * put, a larger one a multipart upload that is aborted when the stream breaks, so that nothing half is left
 * behind. Throws `empty_file`, `file_too_large` (as soon as the limit is passed) and `unsupported_media_type`
 * (after the first bytes).
 */
export async function storeStream(
  bucket: R2Bucket,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string }> {
  const buffer = new PartBuffer();
  const hash = new RunningHash();
  const parts: R2UploadedPart[] = [];
  let multipart: R2MultipartUpload | null = null;
  let bytes = 0;
  let sniffed = false;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new AppError("file_too_large");
      hash.update(chunk);
      for (const part of buffer.push(chunk)) {
        if (!sniffed) sniffed = await requireMaybeAudio(part);
        multipart ??= await bucket.createMultipartUpload(key);
        parts.push(await multipart.uploadPart(parts.length + 1, part));
      }
      if (!sniffed && buffer.pending.byteLength >= SNIFF_BYTES)
        sniffed = await requireMaybeAudio(buffer.pending);
    }
    if (bytes === 0) throw new AppError("empty_file");
    if (!sniffed) await requireMaybeAudio(buffer.pending);
    if (multipart === null) {
      await bucket.put(key, buffer.pending);
    } else {
      if (buffer.pending.byteLength > 0)
        parts.push(await multipart.uploadPart(parts.length + 1, buffer.pending));
      await multipart.complete(parts);
    }
  } catch (cause) {
    await multipart?.abort();
    throw cause;
  }
  return { bytes, sha256: hash.hex() };
}

/** @returns true; throws `unsupported_media_type` when the bytes are surely something else. */
export async function requireMaybeAudio(head: Uint8Array): Promise<true> {
  const found = await sniffAudio(head.slice(0, SNIFF_BYTES));
  if (found === "maybe") return true;
  if (found === "no" || found.instead === null)
    throw new AppError("unsupported_media_type", {
      detail: `This is not an audio file. Upload one of these: ${ACCEPTED_FORMATS.join(", ")}.`,
    });
  throw new AppError("unsupported_media_type", {
    detail: `${found.name} is not taken. ${INSTEAD[found.instead]}`,
  });
}
