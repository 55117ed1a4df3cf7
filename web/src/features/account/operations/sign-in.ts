import { useMutation, useQueryClient } from "@tanstack/react-query";
import { login } from "@veza/contracts/http/accounts";
import { call } from "../../../lib/api/call.ts";
import { forgetCsrfToken } from "../../../lib/api/csrf.ts";
import { rememberSession } from "../../../lib/api/session-hint.ts";
import { queryKeys } from "../../../lib/operations/query-keys.ts";

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => call(login, { body }),
    onSuccess: ({ user }) => {
      forgetCsrfToken();
      rememberSession();
      client.setQueryData(queryKeys.me, user);
    },
  });
}
