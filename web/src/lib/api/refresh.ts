import { csrfToken, forgetCsrfToken } from "./csrf.ts";
import { endpointsOf } from "./endpoints-of.ts";
import { inOneTab } from "./one-tab.ts";
import { problemOf } from "./problem.ts";
import { send } from "./send.ts";
import { forgetSession, rememberSession, renewedAt } from "./session-hint.ts";

const accounts = endpointsOf(() => import("@veza/contracts/http/accounts"));

let running: Promise<boolean> | null = null;

async function post(): Promise<Response> {
  const refresh = await accounts("refresh");
  return send(refresh.path, {
    method: refresh.method,
    headers: { "content-type": "application/json", "x-csrf-token": await csrfToken() },
    body: "{}",
    timeoutMs: 15_000,
  });
}

async function renew(noticedAt: number): Promise<boolean> {
  // Another tab may have renewed while this one waited for its turn: its result is taken.
  const last = renewedAt();
  if (last !== null && last > noticedAt) return true;
  let response = await post();
  if (response.status === 403) {
    forgetCsrfToken();
    response = await post();
  }
  if (response.ok) {
    rememberSession();
    return true;
  }
  const problem = await problemOf(response);
  if (problem.status !== 401) throw problem;
  forgetSession();
  return false;
}

/**
 * Renews the session, once for all callers and tabs. True: the session lives. False: it has ended.
 * Throws an ApiError when that cannot be known (offline, server down).
 * @param noticedAt when the caller saw that its token was old (epoch ms)
 */
export function refreshSession(noticedAt: number = Date.now()): Promise<boolean> {
  running ??= inOneTab("veza.refresh", () => renew(noticedAt)).finally(() => {
    running = null;
  });
  return running;
}
