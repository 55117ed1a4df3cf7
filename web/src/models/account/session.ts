import type { User } from "@veza/contracts/http/accounts";
import { forgetCsrfToken } from "../../lib/api/csrf.ts";
import { rememberSession } from "../../lib/api/session-hint.ts";
import { queryClient } from "../../lib/query-client.ts";
import { accountKeys } from "./keys.ts";

/**
 * Whose page this is: a guest's, a member's, or not known yet. Nothing is drawn for the wrong one: while it
 * is unknown, what would differ keeps its place empty.
 */
export type Session = { state: "unknown" | "guest"; me: null } | { state: "member"; me: User };

/** @param hinted whether this browser has a session as far as it knows (lib/api/session-hint.ts) */
export function sessionOf(me: User | null | undefined, hinted: boolean): Session {
  if (me) return { state: "member", me };
  return { state: me === null || !hinted ? "guest" : "unknown", me: null };
}

/** This browser is signed in from now on. */
export function beginSession({ user }: { user: User }): void {
  forgetCsrfToken();
  rememberSession();
  queryClient.setQueryData(accountKeys.me, user);
}
