import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { UserId } from "../ids.ts";
import { Role } from "../roles.ts";

export const LOCALES = ["en", "fr"] as const;
export const Locale = z.enum(LOCALES);
export type Locale = z.infer<typeof Locale>;

export const Username = z
  .string()
  .min(3)
  .max(50)
  .regex(/^[a-z0-9_]+$/);
export const Email = z.email().max(254);
export const Password = z.string().min(8).max(128);

export const User = z.object({
  id: UserId,
  username: Username,
  /** Present on one's own account only. */
  email: Email.optional(),
  role: Role,
  email_verified: z.boolean(),
  avatar_url: z.string().nullable(),
  created_at: z.iso.datetime(),
});
export type User = z.infer<typeof User>;

export const UserReply = z.object({ user: User });

export const Tokens = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  /** Seconds. */
  expires_in: z.int(),
  refresh_token: z.string(),
});

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
  summary: "Confirm an e-mail address with the token of the mailed link.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({ token: z.string().min(10).max(200) }),
  status: 200,
  response: UserReply,
  errors: ["token_invalid", "csrf_failed"],
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

const Credentials = z.strictObject({ email: Email, password: z.string().min(1).max(128) });

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

/** A browser sends nothing (its cookie counts) and gets `{user}`; a program sends its refresh token and gets tokens. */
export const refresh = endpoint({
  id: "refresh",
  method: "POST",
  path: "/api/v1/auth/refresh",
  tag,
  summary: "Rotate the refresh token. Using an old one again ends the whole session.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({ refresh_token: z.string().max(4096).optional() }),
  body_optional: true,
  status: 200,
  response: z.union([Tokens, UserReply]),
  errors: ["unauthenticated", "refresh_reused", "csrf_failed"],
});

export const logout = endpoint({
  id: "logout",
  method: "POST",
  path: "/api/v1/auth/logout",
  tag,
  summary: "End this session and clear its cookies.",
  auth: "optional",
  body: z.strictObject({ refresh_token: z.string().max(4096).optional() }),
  body_optional: true,
  status: 204,
  errors: ["csrf_failed"],
});

export const getMe = endpoint({
  id: "getMe",
  method: "GET",
  path: "/api/v1/auth/me",
  tag,
  summary: "The account that is signed in.",
  auth: "required",
  capability: "account:read_own",
  status: 200,
  response: UserReply,
});

export const getCsrfToken = endpoint({
  id: "getCsrfToken",
  method: "GET",
  path: "/api/v1/auth/csrf",
  tag,
  summary: "The token to send back as X-CSRF-Token with unsafe methods when cookies authenticate.",
  auth: "none",
  status: 200,
  response: z.object({ csrf_token: z.string() }),
});

export const getArtist = endpoint({
  id: "getArtist",
  method: "GET",
  path: "/api/v1/users/:username",
  tag,
  summary: "The public profile of somebody.",
  auth: "optional",
  params: z.object({ username: Username }),
  status: 200,
  response: z.object({
    id: UserId,
    username: Username,
    avatar_url: z.string().nullable(),
    track_count: z.int(),
    created_at: z.iso.datetime(),
  }),
  errors: ["not_found"],
});

export const ACCOUNT_ENDPOINTS = [
  register,
  verifyEmail,
  resendVerification,
  login,
  issueToken,
  refresh,
  logout,
  getMe,
  getCsrfToken,
  getArtist,
] as const;
