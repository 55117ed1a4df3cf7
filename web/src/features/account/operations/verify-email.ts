import { queryOptions } from "@tanstack/react-query";
import { type User, verifyEmail } from "@veza/contracts/http/accounts";
import { call } from "../../../lib/api/call.ts";

export async function confirmEmail(token: string): Promise<User> {
  return (await call(verifyEmail, { body: { token } })).user;
}

/** A query, not a mutation: the link is confirmed once for each token, however often the page renders. */
export const confirmEmailOptions = (token: string) =>
  queryOptions({
    queryKey: ["verify-email", token],
    queryFn: () => confirmEmail(token),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
