import type { QueryKey } from "@tanstack/query-core";

/** What every list of the platform answers. */
export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/**
 * Options of a list that is read page by page.
 * @param fetchPage reads one page; `from` is empty for the first and goes into the call's query as it is
 */
export function pagedQuery<Key extends QueryKey, Item>(
  queryKey: Key,
  fetchPage: (from: { cursor?: string }, signal: AbortSignal) => Promise<Page<Item>>,
) {
  return {
    queryKey,
    queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
      fetchPage(pageParam === undefined ? {} : { cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Item>) => page.next_cursor ?? undefined,
  };
}

/** All items of all pages, without the doubles that a moving list brings. */
export function flatPages<Item>(
  pages: readonly Page<Item>[] | undefined,
  idOf: (item: Item) => string,
): Item[] {
  const seen = new Map<string, Item>();
  for (const { items } of pages ?? [])
    for (const item of items) if (!seen.has(idOf(item))) seen.set(idOf(item), item);
  return [...seen.values()];
}
