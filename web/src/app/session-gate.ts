import { redirect } from "@tanstack/react-router";

export interface SignInSearch {
  /** Where to go after signing in: a path of this site. */
  next?: string;
}

/** Sends a guest to sign in and back again. The API decides what may be done; this only spares a dead end. */
export function requireSession(isMember: boolean, here: string): void {
  if (!isMember) throw redirect({ to: "/sign-in", search: { next: here } });
}
