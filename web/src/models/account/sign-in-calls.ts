import type { BodyInput } from "@veza/contracts/endpoint";
import type { User } from "@veza/contracts/http/accounts";
import type { login, register } from "@veza/contracts/http/sign-in";
import { call } from "../../lib/api/call.ts";
import { forgetCsrfToken } from "../../lib/api/csrf.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { forgetSession } from "../../lib/api/session-hint.ts";
import { queryClient } from "../../lib/query-client.ts";
import { eraseAccountStorage } from "../chat/account-storage.ts";
import { accountKeys } from "./keys.ts";
import { beginSession } from "./session.ts";

const accounts = endpointsOf(() => import("@veza/contracts/http/accounts"));
const signIn = endpointsOf(() => import("@veza/contracts/http/sign-in"));

export const registerMutation = {
  mutationFn: (body: BodyInput<typeof register>) => call(signIn("register"), { body }),
  onSuccess: beginSession,
};

export const signInMutation = {
  mutationFn: (body: BodyInput<typeof login>) => call(signIn("login"), { body }),
  onSuccess: beginSession,
};

export const signOutMutation = {
  mutationFn: () => call(accounts("logout"), { body: {} }),
  onSuccess: () => {
    forgetCsrfToken();
    // Nothing of this account stays in the page's memory.
    queryClient.clear();
    forgetSession();
    eraseAccountStorage();
  },
};

export const mailSignInLinkMutation = {
  mutationFn: (email: string) => call(signIn("mailSignInLink"), { body: { email } }),
};

export const resendVerificationMutation = {
  mutationFn: () => call(signIn("resendVerification"), {}),
};

/**
 * Confirms a mailed link, by a press of a button: programs that look at mails open links, and must not
 * confirm them.
 */
export const confirmEmailMutation = (token: string) => ({
  mutationFn: (password: string | undefined) =>
    call(signIn("verifyEmail"), { body: password === undefined ? { token } : { token, password } }),
  onSuccess: async (confirmed: { user: User }, password: string | undefined) => {
    // The password has signed this device in.
    if (password === undefined) await queryClient.invalidateQueries({ queryKey: accountKeys.me });
    else beginSession(confirmed);
  },
});
