import { ARTWORK_SIZES } from "@veza/contracts/artwork";
import type { AudioResult, Rendition } from "@veza/contracts/jobs";

/** Fetches a file below the version's folder by the path that listeners use. */
export type Fetch = (file: string, init?: RequestInit) => Promise<Response>;

/**
 * Reads a result back before anybody is told of it: the master playlist names every rendition, every media
 * playlist names every segment, the first and last segment and the init of each are there with the bytes that
 * were counted, and so are waveform, artwork and download. @returns what is wrong, or null.
 */
export async function verifyResult(fetchFile: Fetch, result: AudioResult): Promise<string | null> {
  const checks = await Promise.all([
    master(fetchFile, result),
    ...result.renditions.map((rendition) => renditionIsWhole(fetchFile, rendition)),
    exists(fetchFile, result.waveform),
    sized(fetchFile, result.download.name, result.download.bytes),
    ...(result.artwork === null ? [] : ARTWORK_SIZES.map((size) => exists(fetchFile, `artwork/${size}.jpg`))),
  ]);
  return checks.find((problem) => problem !== null) ?? null;
}

async function master(fetchFile: Fetch, result: AudioResult): Promise<string | null> {
  const text = await readText(fetchFile, result.master);
  if (text === null || !text.startsWith("#EXTM3U")) return "the master playlist cannot be read";
  const missing = result.renditions.find((rendition) => !text.split("\n").includes(rendition.playlist));
  return missing === undefined ? null : `the master playlist does not name ${missing.name}`;
}

async function renditionIsWhole(fetchFile: Fetch, rendition: Rendition): Promise<string | null> {
  const text = await readText(fetchFile, rendition.playlist);
  if (text === null || !text.includes("#EXT-X-ENDLIST"))
    return `the playlist of ${rendition.name} cannot be read`;
  const uris = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const named = rendition.segments.map((segment) => segment.uri);
  if (uris.length !== named.length || uris.some((uri, i) => uri !== named[i]))
    return `the playlist of ${rendition.name} does not name its segments`;
  const folder = rendition.playlist.slice(0, rendition.playlist.lastIndexOf("/") + 1);
  const ends = [rendition.segments[0], rendition.segments.at(-1)].filter((segment) => segment !== undefined);
  const problems = await Promise.all([
    sized(fetchFile, rendition.init, rendition.init_bytes),
    ...ends.map((segment) => sized(fetchFile, `${folder}${segment.uri}`, segment.bytes)),
  ]);
  return problems.find((problem) => problem !== null) ?? null;
}

async function readText(fetchFile: Fetch, file: string): Promise<string | null> {
  const response = await fetchFile(file);
  return response.status === 200 ? response.text() : null;
}

async function exists(fetchFile: Fetch, file: string): Promise<string | null> {
  const response = await fetchFile(file, { method: "HEAD" });
  return response.status === 200 ? null : `${file} answers ${response.status}`;
}

async function sized(fetchFile: Fetch, file: string, bytes: number): Promise<string | null> {
  const response = await fetchFile(file, { method: "HEAD" });
  if (response.status !== 200) return `${file} answers ${response.status}`;
  const length = Number(response.headers.get("content-length"));
  return length === bytes ? null : `${file} has ${length} bytes, not ${bytes}`;
}
