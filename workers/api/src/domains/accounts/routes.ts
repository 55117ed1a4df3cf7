import * as contract from "@veza/contracts/http/accounts";
import * as entry from "@veza/contracts/http/sign-in";
import { createVerifier } from "@veza/worker-kit/access-token";
import { AppError } from "@veza/worker-kit/app-error";
import {
  ACCESS_COOKIE,
  CSRF_COOKIE,
  REFRESH_COOKIE,
  readAccessToken,
  readCookie,
} from "@veza/worker-kit/credentials";
import { issueCsrfToken } from "@veza/worker-kit/csrf";
import { clientAddress } from "@veza/worker-kit/network";
import type { Context } from "hono";
import type { ApiApp, Mount } from "../../app.ts";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { publicJwks } from "../../keys.ts";
import { dispatchInBackground } from "../outbox/service.ts";
import { DEVICE_COOKIE, DEVICE_SECONDS, readDevice, rememberUser } from "./known-device.ts";
import { findProfile } from "./queries.ts";
import { mailVerificationAgain, registerUser } from "./registration.ts";
import { type Account, currentUser, toUser } from "./service.ts";
import {
  closeSession,
  deviceOf,
  openSession,
  rotate,
  type SessionTokens,
  sessionUser,
  toTokens,
} from "./sessions.ts";
import { authenticate, type Credentials, mailSignInLink } from "./sign-in.ts";
import { confirmByLink } from "./verification.ts";

export function mountAccounts(app: ApiApp, mount: Mount): void {
  mount(app, entry.register, async ({ c, env, body }) => {
    const now = new Date();
    const user = await registerUser(env, body, now);
    await signIn(c, env, user, now);
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return { user: toUser(user, "owner") };
  });

  mount(app, entry.verifyEmail, async ({ c, env, body }) => {
    const now = new Date();
    const session_user = await sessionUser(env, {
      access: await accessOf(c, env),
      refresh_token: readCookie(c.req.header("cookie"), REFRESH_COOKIE),
    });
    const { user, password_changed, has_password } = await confirmByLink(
      env,
      { token: body.token, password: body.password, session_user },
      now,
    );
    if (has_password && session_user !== user.id) await signIn(c, env, user, now);
    return { user: toUser(user, "owner"), password_changed };
  });

  mount(app, entry.mailSignInLink, async ({ c, env, body }) => {
    // Nothing is waited for, so that the time of the answer doesn't tell who has an account.
    const work = mailSignInLink(env, body.email, new Date()).then(() => dispatchInBackground(env));
    const log = c.get("log");
    c.executionCtx.waitUntil(work.catch((cause: unknown) => log.error("no link was mailed", cause)));
    return undefined;
  });

  mount(app, entry.resendVerification, async ({ c, env, principal }) => {
    await mailVerificationAgain(env, principal.user_id, new Date());
    c.executionCtx.waitUntil(dispatchInBackground(env));
    return undefined;
  });

  mount(app, entry.login, async ({ c, env, body }) => {
    const now = new Date();
    const user = await authenticated(c, env, body, now);
    await signIn(c, env, user, now);
    return { user: toUser(user, "owner") };
  });

  mount(app, entry.issueToken, async ({ c, env, body }) => {
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

async function authenticated(c: AnyContext, env: ApiEnv, body: Credentials, now: Date) {
  try {
    const device = await readDevice(c.req.header("cookie"), env.CSRF_SECRET);
    return await authenticate(env, body, { address: clientAddress(c.req.raw.headers), device }, now);
  } catch (cause) {
    // The fifth failure writes a mail to the outbox.
    c.executionCtx.waitUntil(dispatchInBackground(env));
    throw cause;
  }
}

/** The session that a browser or a program shows beside a mailed link. One that can't be believed is none. */
async function accessOf(c: AnyContext, env: ApiEnv) {
  const credential = readAccessToken(c.req.raw.headers);
  if (credential === null) return null;
  try {
    return await createVerifier(publicJwks(env), env.PUBLIC_URL)(credential.token, credential.via);
  } catch (cause) {
    if (cause instanceof AppError) return null;
    throw cause;
  }
}

/** Opens a browser's session, and notes that this browser is one of the account's. */
async function signIn(c: AnyContext, env: ApiEnv, user: Account, now: Date): Promise<void> {
  setSessionCookies(c, await openSession(env, user, deviceOf(c.req.raw.headers), now));
  const device = await readDevice(c.req.header("cookie"), env.CSRF_SECRET);
  c.header(
    "set-cookie",
    cookie(DEVICE_COOKIE, await rememberUser(device, user.id, env.CSRF_SECRET), DEVICE_SECONDS),
    {
      append: true,
    },
  );
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
