import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { openScan, type ScanVerdict } from "./clamav/scanner.ts";
import type { ClamdAddress } from "./config.ts";
import { type MediaStore, networkCause } from "./media-store.ts";
import { JobFailed, JobUnavailable, throwIfAborted } from "./outcome.ts";

export type Source = { file: string; sha256: string; bytes: number };

/**
 * Brings the source to a file while the same bytes are hashed and scanned. The file has no extension, so that
 * its content alone says what it is. Returns only what clamd has called clean.
 * @throws JobFailed `infected`, `too_large`, or `emptyCode` for zero bytes; JobUnavailable when the source
 * can't be read in full or clamd gives no verdict.
 */
export async function fetchSource(options: {
  store: MediaStore;
  key: string;
  file: string;
  maxBytes: number;
  expectedBytes: number;
  /** What a file without content, or one that clamd may not unpack to its end, is called. */
  notRecognised: "not_audio" | "unsupported";
  clamd: ClamdAddress;
  clamdTimeoutMs: number;
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
  /** All bytes are here; clamd is still thinking. */
  onReceived: () => void;
}): Promise<Source> {
  const scan = await openScan(options.clamd, options.clamdTimeoutMs);
  const hash = createHash("sha256");
  const handle = await open(options.file, "wx", 0o600);
  const onAbort = () => scan.abort();
  options.signal.addEventListener("abort", onAbort);
  let bytes = 0;
  try {
    for await (const chunk of options.store.read(options.key)) {
      throwIfAborted(options.signal);
      bytes += chunk.length;
      if (bytes > options.maxBytes) throw new JobFailed("too_large", `more than ${options.maxBytes} bytes`);
      hash.update(chunk);
      await Promise.all([writeAll(handle, chunk), scan.write(chunk)]);
      options.onBytes(bytes);
    }
    if (bytes < options.expectedBytes) {
      throw new JobUnavailable(`the source ended after ${bytes} of ${options.expectedBytes} bytes`);
    }
    if (bytes === 0) throw new JobFailed(options.notRecognised, "the file is empty");
    options.onReceived();
    judge(await scan.finish(), options.notRecognised);
    throwIfAborted(options.signal);
    return { file: options.file, sha256: hash.digest("hex"), bytes };
  } catch (error) {
    scan.abort();
    throwIfAborted(options.signal);
    if (error instanceof JobFailed || error instanceof JobUnavailable) throw error;
    if (isDiskError(error))
      throw new JobUnavailable(`the temporary folder can't be written (${networkCause(error)})`);
    throw error;
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    await handle.close();
  }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  let at = 0;
  while (at < chunk.length) at += (await handle.write(chunk, at)).bytesWritten;
}

function isDiskError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "write" && "code" in error;
}

function judge(verdict: ScanVerdict, notRecognised: "not_audio" | "unsupported"): void {
  switch (verdict.kind) {
    case "clean":
      return;
    case "infected":
      throw new JobFailed("infected", `clamd found ${verdict.names.slice(0, 5).join(", ")}`);
    case "limits":
      throw new JobFailed(notRecognised, `the scanner may not unpack it any further (${verdict.name})`);
    case "unavailable":
      throw new JobUnavailable(verdict.reason.slice(0, 450));
  }
}
