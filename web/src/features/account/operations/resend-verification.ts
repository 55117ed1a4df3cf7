import { useMutation } from "@tanstack/react-query";
import { resendVerification } from "@veza/contracts/http/accounts";
import { call } from "../../../lib/api/call.ts";

export function useResendVerification() {
  return useMutation({ mutationFn: () => call(resendVerification, {}) });
}
