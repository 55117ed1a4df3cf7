import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { UserId } from "../ids.ts";
import { Role } from "../roles.ts";
import { code, told } from "../text.ts";

export const LOCALES = ["en", "fr"] as const;
export const Locale = z.enum(LOCALES);
export type Locale = z.infer<typeof Locale>;

export const Username = z
  .string()
  .min(3)
  .max(50)
  .regex(/^[a-z0-9_]+$/);
export const User = z.object({
  id: UserId,
  username: Username,
  /** Present on one's own account only; the domain in its own script. */
  email: told.optional(),
  role: Role,
  email_verified: z.boolean(),
  avatar_url: told.nullable(),
  created_at: z.iso.datetime(),
});
export type User = z.infer<typeof User>;

export const UserReply = z.object({ user: User });

export const Tokens = z.object({
  access_token: told,
  token_type: z.literal("Bearer"),
  /** Seconds. */
  expires_in: z.int(),
  refresh_token: told,
});

const tag = "Accounts";

/**
 * A browser sends nothing (its cookie counts) and gets `{user}`; a program sends its refresh token and gets
 * tokens.
 */
export const refresh = endpoint({
  id: "refresh",
  method: "POST",
  path: "/api/v1/auth/refresh",
  tag,
  summary:
    "Rotate the refresh token. Within ten seconds an old one gives the same successor again (two tabs, an answer that was lost); later, using it again ends the whole session.",
  auth: "none",
  limit: "auth",
  body: z.strictObject({ refresh_token: code(4096).optional() }),
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
  body: z.strictObject({ refresh_token: code(4096).optional() }),
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
  response: z.object({ csrf_token: told }),
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
    avatar_url: told.nullable(),
    track_count: z.int(),
    created_at: z.iso.datetime(),
  }),
  errors: ["not_found"],
});
