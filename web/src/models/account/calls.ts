import type { User } from "@veza/contracts/http/accounts";
import { ApiError } from "../../lib/api/api-error.ts";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { renewedAt } from "../../lib/api/session-hint.ts";
import { accountKeys } from "./keys.ts";

const accounts = endpointsOf(() => import("@veza/contracts/http/accounts"));

/** The account that is signed in, or null for a guest. */
export async function fetchMe(signal?: AbortSignal): Promise<User | null> {
  if (renewedAt() === null) return null;
  try {
    return (await call(accounts("getMe"), signal ? { signal } : {})).user;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export const meQuery = {
  queryKey: accountKeys.me,
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchMe(signal),
  staleTime: 5 * 60_000,
};

/** The public page of somebody, by their name. */
export const artistQuery = (username: string) => ({
  queryKey: accountKeys.artist(username),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(accounts("getArtist"), { params: { username }, signal }),
});
