import { type Trace, traceparent } from "@veza/core/trace";
import type { Grant } from "@veza/worker-kit/grant";
import { cachedVerifier } from "@veza/worker-kit/socket-gate";
import type { StreamEnv } from "../env.ts";
import { MediaIndexes, type ReaderDeps } from "../session/media-reader.ts";
import { listenerOf } from "./listener.ts";
import type { MediaPath } from "./policy.ts";

const indexes = new MediaIndexes();
const verifierFor = cachedVerifier();

/** A media segment: `aac_128/17.m4s`. */
const SEGMENT = /^([a-z0-9_]+)\/(\d{1,6})\.m4s$/;

/** The segment's number and rendition, for requests that count towards a play; null for every other one. */
export function segmentOf(method: string, path: MediaPath): { rendition: string; number: number } | null {
  const match = SEGMENT.exec(path.file);
  if (method !== "GET" || !path.folder.startsWith("v") || match === null) return null;
  return { rendition: match[1] ?? "", number: Number(match[2]) };
}

/**
 * Tells the listener's meter that a segment was fetched. Runs after the answer: listening never waits for
 * counting.
 */
export async function countSegment(
  env: StreamEnv,
  reader: ReaderDeps,
  request: { headers: Headers; grant: "public" | Grant; path: MediaPath; trace: Trace },
  segment: { rendition: string; number: number },
): Promise<void> {
  const { path, grant, headers } = request;
  const index = await indexes.get(reader, path.track_id, path.folder);
  const known = index?.renditions
    .find((it) => it.name === segment.rendition)
    ?.segments.find((it) => it.number === segment.number);
  if (index === null || known === undefined) return;
  const listener = await listenerOf(headers, grant, {
    verifier: () => verifierFor(() => env.API_RPC.jwks(), env.PUBLIC_URL),
    secret: env.GRANT_SECRET,
    now_ms: Date.now(),
  });
  const meter = env.PLAY_METERS.get(env.PLAY_METERS.idFromName(listener));
  await meter.fetched(
    listener,
    {
      track_id: path.track_id,
      segment: segment.number,
      segment_ms: known.duration_ms,
      track_ms: index.duration_ms,
    },
    traceparent(request.trace),
  );
}
