import { useQuery } from "@tanstack/react-query";
import { useWished } from "../../lib/use-wished.ts";
import { listeningSettingsQuery, listeningWish } from "../../models/listening/calls.ts";

/** Whether the listening history is kept: what was just chosen, otherwise what the platform holds. */
export function useListeningSettings({ enabled = true }: { enabled?: boolean } = {}) {
  const query = useQuery({ ...listeningSettingsQuery, enabled });
  return { data: useWished(listeningWish, query.data), isError: query.isError, error: query.error };
}
