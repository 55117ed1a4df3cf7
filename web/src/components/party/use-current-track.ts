import { useQuery } from "@tanstack/react-query";
import type { Track } from "@veza/contracts/http/tracks";
import type { TrackCard } from "@veza/contracts/ws/stream";
import type { PartyView } from "../../models/party/party-view.ts";
import { trackQuery } from "../../models/tracks/calls.ts";

/** What plays: as the API knows it, meanwhile as the queue showed it. Null when nothing is on. */
export function useCurrentTrack(view: PartyView): Track | (TrackCard & { waveform_url?: null }) | null {
  const { track_id, item_id } = view.timeline;
  const { data } = useQuery({ ...trackQuery(track_id ?? ""), enabled: track_id !== null });
  if (track_id === null) return null;
  if (data?.id === track_id) return data;
  const card = view.current?.item_id === item_id ? view.current.track : null;
  return card;
}
