import { useMutation, useQueryClient } from "@tanstack/react-query";
import { logout } from "@veza/contracts/http/accounts";
import { call } from "../../../lib/api/call.ts";
import { forgetCsrfToken } from "../../../lib/api/csrf.ts";
import { forgetSession } from "../../../lib/api/session-hint.ts";
import { forgetKept } from "../../../lib/chat/kept.ts";

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(logout, { body: {} }),
    onSuccess: () => {
      forgetCsrfToken();
      // Nothing of this account stays in the page's memory.
      client.clear();
      forgetSession();
      forgetKept();
    },
  });
}
