import { queryOptions, useQuery } from "@tanstack/react-query";
import { Waveform } from "@veza/contracts/media";
import { problemOf } from "../api/problem.ts";
import { send } from "../api/send.ts";
import { queryKeys } from "./query-keys.ts";

/** Peaks of a track. The address changes with the audio, except for its grant, which names no other content. */
export async function fetchWaveform(address: string, signal?: AbortSignal): Promise<Waveform> {
  const response = await send(address, { method: "GET", signal, timeoutMs: 15_000 });
  if (!response.ok) throw await problemOf(response);
  return Waveform.parse(await response.json());
}

export const waveformOptions = (address: string) =>
  queryOptions({
    queryKey: queryKeys.waveform(address.replace(/^(.*\/hls\/)[^/]+\//, "$1")),
    queryFn: ({ signal }) => fetchWaveform(address, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });

export function useWaveform(address: string | null, { enabled = true }: { enabled?: boolean } = {}) {
  return useQuery({ ...waveformOptions(address ?? ""), enabled: enabled && address !== null });
}
