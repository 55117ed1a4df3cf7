import { useInfiniteQuery } from "@tanstack/react-query";
import { flatPages } from "../../lib/paged-query.ts";
import { historyQuery } from "../../models/listening/calls.ts";

/** The whole history, page by page; `entries` is flat and without the doubles that a moving list brings. */
export function useHistory() {
  const query = useInfiniteQuery(historyQuery);
  return { ...query, entries: flatPages(query.data?.pages, (entry) => entry.track.id) };
}
