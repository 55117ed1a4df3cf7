import type { User } from "@veza/contracts/http/accounts";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { shownAddress } from "./addresses.ts";
import { findUser, findUserOfSession, findUsers, type UserRow } from "./queries.ts";

/** An account as other domains know it. */
export type Account = UserRow;

/** The account with this id; null when there is none or it was deleted. */
export const getAccount = (env: ApiEnv, id: string): Promise<Account | null> =>
  findUser(openDatabase(env), id);

/** The account of somebody who wants to do what takes a verified address; throws `email_not_verified`. */
export async function requireVerified(env: ApiEnv, userId: string): Promise<Account> {
  const user = await getAccount(env, userId);
  if (user === null) throw new AppError("unauthenticated");
  if (user.is_bot) throw new AppError("forbidden", { detail: "A bot can't do this." });
  if (user.email_verified_at === null) throw new AppError("email_not_verified");
  return user;
}

/** As `requireVerified`, for what bots may do as well. */
export async function requireVerifiedOrBot(env: ApiEnv, userId: string): Promise<Account> {
  const user = await getAccount(env, userId);
  if (user === null) throw new AppError("unauthenticated");
  if (!user.is_bot && user.email_verified_at === null) throw new AppError("email_not_verified");
  return user;
}

/** How an account stands beside what it writes in chat. */
export const toAuthor = ({
  id,
  username,
  avatar_url,
  is_bot,
}: Pick<UserRow, "id" | "username" | "avatar_url" | "is_bot">): ChatAuthor => ({
  user_id: id,
  username,
  avatar_url,
  ...(is_bot ? { is_bot } : {}),
});

/** Authors by id, also of accounts that were closed; one that was erased stands as `gone`. */
export async function readAuthors(env: ApiEnv, ids: string[]): Promise<(id: string) => ChatAuthor> {
  const unique = [...new Set(ids)];
  const rows = unique.length === 0 ? [] : await findUsers(openDatabase(env), unique);
  const known = new Map(rows.map((row) => [row.id, toAuthor(row)]));
  return (id) => known.get(id) ?? { user_id: id, username: "gone", avatar_url: null };
}

/** The account as its owner sees it, or as everybody does. */
export function toUser(row: UserRow, viewer: "owner" | "public"): User {
  return {
    id: row.id,
    username: row.username,
    ...(viewer === "owner" && !row.is_bot ? { email: shownAddress(row.email) } : {}),
    role: row.role,
    email_verified: row.email_verified_at !== null,
    avatar_url: row.avatar_url,
    created_at: row.created_at.toISOString(),
  };
}

/** The account behind a live session; throws `unauthenticated` when the session was ended. */
export async function currentUser(
  env: ApiEnv,
  principal: { user_id: string; session_id: string },
): Promise<UserRow> {
  const user = await findUserOfSession(openDatabase(env), principal.user_id, principal.session_id);
  if (user === null)
    throw new AppError("unauthenticated", { detail: "This session has ended. Sign in again." });
  return user;
}
