import { endpointsOf } from "./endpoints-of.ts";
import { problemOf } from "./problem.ts";
import { send } from "./send.ts";

const accounts = endpointsOf(() => import("@veza/contracts/http/accounts"));

let token: Promise<string> | null = null;

async function fetchToken(): Promise<string> {
  const getCsrfToken = await accounts("getCsrfToken");
  const response = await send(getCsrfToken.path, { method: "GET", timeoutMs: 10_000 });
  if (!response.ok) throw await problemOf(response);
  return getCsrfToken.response.parse(await response.json()).csrf_token;
}

/** The CSRF token, asked for once. A failure is not kept: the next call asks again. */
export function csrfToken(): Promise<string> {
  token ??= fetchToken().catch((error: unknown) => {
    token = null;
    throw error;
  });
  return token;
}

/** Drops the token: after signing in or out, and when the platform refuses it. */
export function forgetCsrfToken(): void {
  token = null;
}
