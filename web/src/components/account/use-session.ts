import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { renewedAt, watchSession } from "../../lib/api/session-hint.ts";
import { meQuery } from "../../models/account/calls.ts";
import { type Session, sessionOf } from "../../models/account/session.ts";

/** The account that is signed in; `data` is null for a guest. */
export function useMe() {
  return useQuery(meQuery);
}

/** Whose page this is. */
export function useSession(): Session {
  const { data } = useMe();
  const hinted = useSyncExternalStore(watchSession, () => renewedAt() !== null);
  return sessionOf(hinted ? data : null, hinted);
}
