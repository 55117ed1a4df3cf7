import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { BodyInput } from "@veza/contracts/endpoint";
import { register } from "@veza/contracts/http/accounts";
import { call } from "../../../lib/api/call.ts";
import { forgetCsrfToken } from "../../../lib/api/csrf.ts";
import { rememberSession } from "../../../lib/api/session-hint.ts";
import { queryKeys } from "../../../lib/operations/query-keys.ts";

export function useRegister() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInput<typeof register>) => call(register, { body }),
    onSuccess: ({ user }) => {
      forgetCsrfToken();
      rememberSession();
      client.setQueryData(queryKeys.me, user);
    },
  });
}
