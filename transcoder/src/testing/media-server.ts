import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parseRange } from "@veza/core/byte-range";

export type StoredObject = { body: Buffer; type: string };

export type MediaServer = {
  url: string;
  token: string;
  /** What may be read. */
  sources: Map<string, Buffer>;
  /** What was written, by key; `writes` keeps the order and repetitions. */
  objects: Map<string, StoredObject>;
  writes: string[];
  traceparents: Set<string>;
  /** Answers a PUT with this status instead of storing it; 0 hangs up. */
  failPut: (key: string, attempt: number) => number | undefined;
  /** Answers a GET with this status instead of the source. */
  failGet: (key: string) => number | undefined;
  /** Called before a source's chunk is sent; a test can make the source slow. */
  beforeChunk: () => Promise<void> | void;
  /** Called before an object is stored; a test can keep a job from coming to its end. */
  beforePut: () => Promise<void> | void;
  close: () => Promise<void>;
};

const CHUNK = 256 * 1024;

/**
 * veza-stream's media endpoint in memory, for tests: GET a source, PUT objects, both with the job's token.
 */
export async function startMediaServer(): Promise<MediaServer> {
  const attempts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const key = decodeURIComponent((request.url ?? "").slice("/media/".length));
    media.traceparents.add(String(request.headers.traceparent));
    const answer = (status: number) => response.writeHead(status).end();
    if (request.headers.authorization !== `Bearer ${media.token}`) return answer(401);
    if (request.method === "GET") {
      const source = media.sources.get(key);
      const refused = media.failGet(key) ?? (source ? undefined : 404);
      if (!source || refused !== undefined) return answer(refused ?? 404);
      const range = parseRange(request.headers.range, source.length);
      if (range === null || range === "unsatisfiable")
        return response.writeHead(200, { "content-length": 0 }).end();
      const { offset, length } = range;
      response.writeHead(206, {
        "content-length": String(length),
        "content-range": `bytes ${offset}-${offset + length - 1}/${source.length}`,
      });
      for (let at = offset; at < offset + length; at += CHUNK) {
        await media.beforeChunk();
        response.write(source.subarray(at, Math.min(at + CHUNK, offset + length)));
      }
      response.end();
      return;
    }
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const refused = media.failPut(key, attempt);
    if (refused === 0) return request.destroy();
    const body = await readAll(request);
    if (refused !== undefined) return answer(refused);
    if (request.headers["content-length"] !== String(body.length)) return answer(411);
    await media.beforePut();
    media.objects.set(key, { body, type: String(request.headers["content-type"]) });
    media.writes.push(key);
    answer(201);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const media: MediaServer = {
    url: `http://127.0.0.1:${port}/media`,
    token: "a-token-for-one-job",
    sources: new Map(),
    objects: new Map(),
    writes: [],
    traceparents: new Set(),
    failPut: () => undefined,
    failGet: () => undefined,
    beforeChunk: () => undefined,
    beforePut: () => undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return media;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
