import { useInfiniteQuery } from "@tanstack/react-query";
import { flatPages } from "../../lib/paged-query.ts";
import { directoryQuery } from "../../models/rooms/calls.ts";
import type { DirectoryFilter } from "../../models/rooms/keys.ts";

/** Public rooms, page by page; `rooms` is flat. */
export function useDirectory(filter: DirectoryFilter) {
  const query = useInfiniteQuery(directoryQuery(filter));
  return { ...query, rooms: flatPages(query.data?.pages, (room) => room.id) };
}
