import { queryOptions, useQuery } from "@tanstack/react-query";
import { getMe, type User } from "@veza/contracts/http/accounts";
import { ApiError } from "../api/api-error.ts";
import { call } from "../api/call.ts";
import { renewedAt } from "../api/session-hint.ts";
import { queryKeys } from "./query-keys.ts";

/** The account that is signed in, or null for a guest. */
export async function fetchMe(signal?: AbortSignal): Promise<User | null> {
  if (renewedAt() === null) return null;
  try {
    return (await call(getMe, signal ? { signal } : {})).user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const meOptions = queryOptions({
  queryKey: queryKeys.me,
  queryFn: ({ signal }) => fetchMe(signal),
  staleTime: 5 * 60_000,
});

export function useMe() {
  return useQuery(meOptions);
}
