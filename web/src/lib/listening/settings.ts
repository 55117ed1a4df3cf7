import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  getListeningSettings,
  type ListeningSettings,
  updateListeningSettings,
} from "@veza/contracts/http/listening";
import { call } from "../api/call.ts";
import { historyKeys } from "./history.ts";

export function useListeningSettings({ enabled = true }: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: historyKeys.settings,
    queryFn: ({ signal }) => call(getListeningSettings, { signal }),
    enabled,
  });
}

/** Shown at once, taken back when the platform refuses. */
export function useUpdateListeningSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: ListeningSettings) => call(updateListeningSettings, { body: settings }),
    onMutate: async (settings) => {
      await client.cancelQueries({ queryKey: historyKeys.settings });
      const before = client.getQueryData<ListeningSettings>(historyKeys.settings);
      client.setQueryData(historyKeys.settings, settings);
      return { before };
    },
    onError: (_error, _settings, context) => client.setQueryData(historyKeys.settings, context?.before),
    onSuccess: (settings) => client.setQueryData(historyKeys.settings, settings),
  });
}
