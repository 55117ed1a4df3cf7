import { SHA256 } from "@stablelib/sha256";
import { fromBase64Url, toBase64Url } from "@veza/core/base64url";
import { z } from "zod";

const Saved = z.object({
  state: z.array(z.int()).length(8),
  buffer: z.string(),
  buffer_length: z.int().min(0).max(64),
  bytes_hashed: z.int().nonnegative(),
});

/** A SHA-256 that can be written down between two requests and taken up again. */
export class RunningHash {
  readonly #hash = new SHA256();

  static restore(text: string): RunningHash {
    const saved = Saved.parse(JSON.parse(text));
    const buffer = fromBase64Url(saved.buffer);
    if (buffer === null) throw new Error("the saved hash is damaged");
    const running = new RunningHash();
    running.#hash.restoreState({
      state: Int32Array.from(saved.state),
      buffer,
      bufferLength: saved.buffer_length,
      bytesHashed: saved.bytes_hashed,
    });
    return running;
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  save(): string {
    const saved = this.#hash.saveState();
    return JSON.stringify({
      state: [...saved.state],
      buffer: toBase64Url(saved.buffer ?? new Uint8Array(64)),
      buffer_length: saved.bufferLength,
      bytes_hashed: saved.bytesHashed,
    });
  }

  /** Lower-case hex. Ends the hash: nothing can be added after it. */
  hex(): string {
    return Array.from(this.#hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
