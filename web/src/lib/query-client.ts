import { QueryClient } from "@tanstack/query-core";
import { isTransient } from "./api/api-error.ts";

/** Server state of the page. Only failures that may pass by themselves are repeated. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => failures < 2 && isTransient(error),
      retryDelay: (failures) => Math.random() * Math.min(8_000, 500 * 2 ** failures),
    },
    mutations: { retry: false },
  },
});
