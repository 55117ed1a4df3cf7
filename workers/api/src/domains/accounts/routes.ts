import * as contract from "@veza/contracts/http/accounts";
import { AppError } from "@veza/worker-kit/app-error";
import { ACCESS_COOKIE, CSRF_COOKIE, REFRESH_COOKIE, readCookie } from "@veza/worker-kit/credentials";
import { issueCsrfToken } from "@veza/worker-kit/csrf";
import { clientAddress } from "@veza/worker-kit/mount";
import type { Context } from "hono";
import type { ApiApp, Mount } from "../../app.ts";
import { openDatabase } from "../../db/client.ts";
import { dispatchInBackground } from "../outbox/service.ts";
import { findProfile } from "./queries.ts";
import {
  authenticate,
  currentUser,
  mailVerificationAgain,
  registerUser,
  toUser,
  verifyEmailAddress,
} from "./service.ts";
import { closeSession, deviceOf, openSession, rotate, type SessionTokens, toTokens } from "./sessions.ts";

export function mountAccounts(app: ApiApp, mount: Mount): void {
  mount(app, contract.register, async ({ c, env, body }) => {
    const now = new Date();
    const user = await registerUser(env, body, now);
    setSessionCookies(c, await openSession(env, user, deviceOf(c.req.raw.headers), now));
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return { user: toUser(user, "owner") };
  });

  mount(app, contract.verifyEmail, async ({ env, body }) => ({
    user: toUser(await verifyEmailAddress(env, body.token), "owner"),
  }));

  mount(app, contract.resendVerification, async ({ c, env, principal }) => {
    await mailVerificationAgain(env, principal.user_id, new Date());
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return undefined;
  });

  mount(app, contract.login, async ({ c, env, body }) => {
    const now = new Date();
    const user = await authenticated(c, env, body, now);
    setSessionCookies(c, await openSession(env, user, deviceOf(c.req.raw.headers), now));
    return { user: toUser(user, "owner") };
  });

  mount(app, contract.issueToken, async ({ c, env, body }) => {
    const now = new Date();
    const user = await authenticated(c, env, body, now);
    return toTokens(await openSession(env, user, deviceOf(c.req.raw.headers), now));
  });

  mount(app, contract.refresh, async ({ c, env, body }) => {
    const now = new Date();
    if (body.refresh_token !== undefined)
      return toTokens((await rotate(env, body.refresh_token, now)).tokens);
    const cookie = readCookie(c.req.header("cookie"), REFRESH_COOKIE);
    if (cookie === undefined) throw new AppError("unauthenticated");
    try {
      const { user, tokens } = await rotate(env, cookie, now);
      setSessionCookies(c, tokens);
      return { user: toUser(user, "owner") };
    } catch (cause) {
      if (cause instanceof AppError)
        throw new AppError(cause.code, {
          ...cause.options,
          cause,
          headers: { "set-cookie": expired(REFRESH_COOKIE) },
        });
      throw cause;
    }
  });

  mount(app, contract.logout, async ({ c, env, body, principal }) => {
    await closeSession(env, {
      // The access cookie may have run out before: the refresh cookie says as well which session this is.
      refresh_token: body.refresh_token ?? readCookie(c.req.header("cookie"), REFRESH_COOKIE),
      session_id: principal?.session_id,
    });
    for (const name of [ACCESS_COOKIE, REFRESH_COOKIE, CSRF_COOKIE])
      c.header("set-cookie", expired(name), { append: true });
    return undefined;
  });

  mount(app, contract.getMe, async ({ env, principal }) => ({
    user: toUser(await currentUser(env, principal), "owner"),
  }));

  mount(app, contract.getCsrfToken, async ({ c, env }) => {
    const { token, nonce } = await issueCsrfToken(c.req.header("cookie") ?? null, env.CSRF_SECRET);
    c.header("set-cookie", cookie(CSRF_COOKIE, nonce, 30 * 86_400), { append: true });
    return { csrf_token: token };
  });

  mount(app, contract.getArtist, async ({ env, params }) => {
    const profile = await findProfile(openDatabase(env), params.username);
    if (profile === null) throw new AppError("not_found");
    return { ...profile, created_at: profile.created_at.toISOString() };
  });
}

type AnyContext = Context;

async function authenticated(
  c: AnyContext,
  env: Parameters<typeof authenticate>[0],
  body: { email: string; password: string },
  now: Date,
) {
  try {
    return await authenticate(env, body, clientAddress(c.req.raw.headers), now);
  } catch (cause) {
    // The fifth failure writes a mail to the outbox.
    c.executionCtx.waitUntil(dispatchInBackground(env));
    throw cause;
  }
}

function setSessionCookies(c: AnyContext, tokens: SessionTokens): void {
  c.header("set-cookie", cookie(ACCESS_COOKIE, tokens.access_token, tokens.access_seconds), { append: true });
  c.header("set-cookie", cookie(REFRESH_COOKIE, tokens.refresh_token, tokens.refresh_seconds), {
    append: true,
  });
}

const cookie = (name: string, value: string, seconds: number) =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`;
const expired = (name: string) => cookie(name, "", 0);
