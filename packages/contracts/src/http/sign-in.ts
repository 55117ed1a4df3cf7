import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { parseMailbox } from "../mailbox.ts";
import { code } from "../text.ts";
import {
  getArtist,
  getCsrfToken,
  getMe,
  Locale,
  logout,
  refresh,
  Tokens,
  User,
  Username,
  UserReply,
} from "./accounts.ts";

/**
 * An address that mail can be sent to, in any of its spellings (see `parseMailbox`). It is kept in one: lower
 * case, the domain as A-labels; its owner is shown the domain in its own script.
 */
export const Email = z
  .string()
  .max(320)
  .refine((text) => parseMailbox(text) !== null);
/** Compared in one normal form (NFKC), so that it doesn't matter how a keyboard composes its letters. */
export const Password = z.string().min(8).max(128).refine(isText);

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

const tag = "Accounts";

export const register = endpoint({
  id: "register",
  method: "POST",
  path: "/api/v1/auth/register",
  tag,
  summary: "Create an account. The same answer is given whether or not the e-mail address is known.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({
    username: Username,
    email: Email,
    password: Password,
    locale: Locale.default("en"),
  }),
  status: 201,
  response: UserReply,
  errors: ["username_taken", "weak_password", "csrf_failed"],
});

export const verifyEmail = endpoint({
  id: "verifyEmail",
  method: "POST",
  path: "/api/v1/auth/verify-email",
  tag,
  summary:
    "Confirm an e-mail address with the token of the mailed link. The token alone proves only that the mail was read: besides it, the account must be proven by a live session of it (cookies or Bearer) or by `password`. Without either the answer is `password_required`. A `password` that is not the account's becomes the password of a new account in the place of the old one: its name and its address stay, its id, sessions and password don't. Whoever proves it by a password is signed in.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({ token: code(200).min(10), password: Password.optional() }),
  status: 200,
  response: z.object({ user: User, password_changed: z.boolean() }),
  errors: ["token_invalid", "password_required", "weak_password", "csrf_failed"],
});

/** For whoever is held up by other people's wrong guesses. The answer is the same for every address. */
export const mailSignInLink = endpoint({
  id: "mailSignInLink",
  method: "POST",
  path: "/api/v1/auth/sign-in-link",
  tag,
  summary:
    "Mail a link to the owner of an address. With its token as `link_token` signing in waits for nobody else's wrong passwords; the password is needed all the same.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({ email: Email }),
  status: 204,
  errors: ["csrf_failed"],
});

export const resendVerification = endpoint({
  id: "resendVerification",
  method: "POST",
  path: "/api/v1/auth/resend-verification",
  tag,
  summary: "Mail the verification link again.",
  auth: "required",
  capability: "account:read_own",
  limit: "auth",
  status: 204,
});

const Credentials = z.strictObject({
  email: Email,
  password: z.string().min(1).max(128).refine(isText),
  /** The token of a mailed link (see `mailSignInLink`). */
  link_token: code(200).min(10).optional(),
});

export const login = endpoint({
  id: "login",
  method: "POST",
  path: "/api/v1/auth/login",
  tag,
  summary: "Sign a browser in: sets the session cookies.",
  auth: "none",
  limit: "auth",
  body: Credentials,
  status: 200,
  response: UserReply,
  errors: ["invalid_credentials", "second_factor_required", "account_locked", "csrf_failed"],
});

export const issueToken = endpoint({
  id: "issueToken",
  method: "POST",
  path: "/api/v1/auth/token",
  tag,
  summary: "Sign a program in: answers tokens and sets no cookie.",
  auth: "none",
  limit: "auth",
  body: Credentials,
  status: 200,
  response: Tokens,
  errors: ["invalid_credentials", "second_factor_required", "account_locked"],
});

export const ACCOUNT_ENDPOINTS = [
  register,
  verifyEmail,
  mailSignInLink,
  resendVerification,
  login,
  issueToken,
  refresh,
  logout,
  getMe,
  getCsrfToken,
  getArtist,
] as const;
