import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { listNotifications } from "@veza/contracts/http/notifications";
import { call } from "../../../lib/api/call.ts";
import { queryKeys } from "../../../lib/operations/query-keys.ts";

export const notificationsOptions = infiniteQueryOptions({
  queryKey: queryKeys.notifications,
  queryFn: ({ pageParam, signal }) =>
    call(listNotifications, {
      query: { limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

/** One's notifications, newest first. */
export function useNotifications({ enabled }: { enabled: boolean }) {
  return useInfiniteQuery({ ...notificationsOptions, enabled });
}
