import type { IncomingMessage } from "node:http";

/** Thrown when a request's body is longer than its reader allows. */
export class BodyTooLarge extends Error {}

/**
 * Reads a whole request body as UTF-8.
 * @throws BodyTooLarge as soon as more than `limitBytes` arrived.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limitBytes) throw new BodyTooLarge(`a body may have ${limitBytes} bytes at most`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
