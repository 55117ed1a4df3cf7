import type { QueryClient } from "@tanstack/react-query";
import { forgetCsrfToken } from "../lib/api/csrf.ts";
import { watchSession } from "../lib/api/session-hint.ts";

/** A session that begins or ends, in whichever tab, changes what every answer holds. */
export function watchSessionChanges(client: QueryClient): void {
  watchSession(() => {
    forgetCsrfToken();
    void client.invalidateQueries();
  });
}
