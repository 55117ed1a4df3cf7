import type { QueryClient } from "@tanstack/react-query";
import { forgetCsrfToken } from "../lib/api/csrf.ts";
import { watchSession } from "../lib/api/session-hint.ts";

/**
 * A session that begins or ends, in whichever tab, changes what every answer holds, and who may stand on the
 * page: where a session is needed and none is left, the router leads to the sign-in and back.
 */
export function watchSessionChanges(client: QueryClient, router: { invalidate(): Promise<void> }): void {
  watchSession(() => {
    forgetCsrfToken();
    void client.invalidateQueries();
    void router.invalidate();
  });
}
