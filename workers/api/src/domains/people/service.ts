import type { ChatSettings, Person } from "@veza/contracts/http/people";
import type { CompanyFacts } from "@veza/contracts/rpc";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { AppError } from "@veza/worker-kit/app-error";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { getAccount } from "../accounts/service.ts";
import {
  findAuthors,
  findBlock,
  findBlocks,
  findBlocksBetween,
  findMailOn,
  findPerson,
  insertBlock,
} from "./queries.ts";

/** Name and picture of these people, by id; who has no account is not in it. */
export async function authorsOf(env: ApiEnv, ids: string[]): Promise<Map<string, ChatAuthor>> {
  const found = await findAuthors(openDatabase(env), ids);
  return new Map(found.map((author) => [author.user_id, author]));
}

/** The card of a person as `viewer` sees it; throws `not_found`. */
export async function readPerson(env: ApiEnv, userId: string, viewer: string): Promise<Person> {
  const person = await findPerson(openDatabase(env), userId, viewer);
  if (person === null) throw new AppError("not_found");
  return { ...person, created_at: person.created_at.toISOString() };
}

/** Throws `wrong_state` for oneself, `not_found`. */
export async function block(env: ApiEnv, userId: string, blockedId: string, now: Date): Promise<void> {
  if (userId === blockedId) throw new AppError("wrong_state", { detail: "You can't block yourself." });
  const db = openDatabase(env);
  if ((await findAuthors(db, [blockedId])).length === 0) throw new AppError("not_found");
  await insertBlock(db, userId, blockedId, now);
}

/** Which of these have blocked the user, or are blocked by it. */
export const blockedAmong = (env: ApiEnv, userId: string, others: string[]): Promise<string[]> =>
  findBlocks(openDatabase(env), userId, others);

/** What stands between the user and these others; null for who has no account. */
export async function companyOf(env: ApiEnv, userId: string, others: string[]): Promise<CompanyFacts | null> {
  const [account, blocks] = await Promise.all([
    getAccount(env, userId),
    findBlocksBetween(openDatabase(env), userId, others),
  ]);
  if (account === null) return null;
  return {
    is_verified: account.is_bot || account.email_verified_at !== null,
    blocked_by: blocks.flatMap(({ by, whom }) => (whom === userId ? [by] : [])),
    blocks: blocks.flatMap(({ by, whom }) => (by === userId ? [whom] : [])),
  };
}

/** Whether the user has blocked the other one; not the other way round. */
export const hasBlocked = (env: ApiEnv, userId: string, otherId: string): Promise<boolean> =>
  findBlock(openDatabase(env), userId, otherId);

export const chatSettingsOf = async (env: ApiEnv, userId: string): Promise<ChatSettings> => ({
  is_mail_on: await findMailOn(openDatabase(env), userId),
});
