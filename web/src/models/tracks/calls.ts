import type { Track } from "@veza/contracts/http/tracks";
import type { Waveform } from "@veza/contracts/media";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { problemOf } from "../../lib/api/problem.ts";
import { send } from "../../lib/api/send.ts";
import { type Page, pagedQuery } from "../../lib/paged-query.ts";
import { type TrackFilter, trackKeys } from "./keys.ts";

const tracks = endpointsOf(() => import("@veza/contracts/http/tracks"));

export type TrackPage = Page<Track>;

/** A list of tracks, page by page. */
export const tracksQuery = (filter: TrackFilter) =>
  pagedQuery(
    trackKeys.list(filter),
    (from, signal): Promise<TrackPage> =>
      call(tracks("listTracks"), { query: { ...filter, limit: 30, ...from }, signal }),
  );

export function fetchTrack(trackId: string, signal?: AbortSignal): Promise<Track> {
  return call(tracks("getTrack"), { params: { track_id: trackId }, ...(signal ? { signal } : {}) });
}

export const trackQuery = (trackId: string) => ({
  queryKey: trackKeys.one(trackId),
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchTrack(trackId, signal),
  // The socket is quicker; this is for the time when it is down.
  refetchInterval: ({ state: { data } }: { state: { data?: Track | undefined } }): number | false =>
    data && isOnItsWay(data) ? pauseFor(data) : false,
});

/** A place in the queue changes without a word of the socket's. */
const pauseFor = (track: Track): number => (track.queued_before === null ? 15_000 : 5_000);

/** Whether the pipeline is still at work on a track or on its replacement. */
export function isOnItsWay(track: Track): boolean {
  const status = track.replacement?.status ?? track.status;
  return status === "processing" || status === "uploading";
}

async function fetchWaveform(address: string, signal?: AbortSignal): Promise<Waveform> {
  const [response, contract] = await Promise.all([
    send(address, { method: "GET", signal, timeoutMs: 15_000 }),
    import("@veza/contracts/media"),
  ]);
  if (!response.ok) throw await problemOf(response);
  return contract.Waveform.parse(await response.json());
}

/**
 * Peaks of a track; null asks for none. The address changes with the audio, except for its grant, which names
 * no other content.
 */
export const waveformQuery = (address: string | null) => ({
  queryKey: trackKeys.waveform((address ?? "").replace(/^(.*\/hls\/)[^/]+\//, "$1")),
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchWaveform(address ?? "", signal),
  staleTime: Number.POSITIVE_INFINITY,
  retry: 1,
  enabled: address !== null,
});
