import type { BodyOf } from "@veza/contracts/endpoint";
import type * as contract from "@veza/contracts/http/rooms";
import type { Room } from "@veza/contracts/http/rooms";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { requireVerified } from "../accounts/service.ts";
import { blockedAmong } from "../people/service.ts";
import { asked } from "./calls.ts";
import { findRoomOfPair, reserve } from "./queries.ts";
import { keepAndShow, requireAuthor, requirePeople, takeJoin } from "./service.ts";

/**
 * The conversation of two, always the same one, or a new group. Throws `email_not_verified`, `blocked`
 * (direct: either way), `validation_failed` (by place: no such person, oneself, in a group whoever is in a
 * block with the caller), `unavailable`, and `rate_limited`: a new conversation counts as a join.
 */
export async function converse(
  env: ApiEnv,
  input: BodyOf<typeof contract.createConversation>,
  user: Principal,
  now: Date,
  log: Logger,
): Promise<Room> {
  await requireVerified(env, user.user_id);
  const [other, ...rest] = [...new Set(input.user_ids)];
  if (other !== undefined && rest.length === 0) {
    if ((await blockedAmong(env, user.user_id, [other])).length > 0) throw new AppError("blocked");
  }
  const owner = await requireAuthor(env, user.user_id);
  const members = await requirePeople(env, user.user_id, input.user_ids);
  const isDirect = members.length === 1;
  const id = isDirect
    ? await reserveDirect(env, user.user_id, members[0]?.user_id ?? "", now)
    : await reserveGroup(env, user.user_id, now);
  const view = await asked(() =>
    env.CHAT_RPC.createRoom({
      room_id: id,
      kind: isDirect ? "direct" : "group",
      visibility: "private",
      name: isDirect ? "" : input.name,
      owner,
      members,
    }),
  );
  return keepAndShow(
    env,
    view,
    user.user_id,
    members.map(({ user_id }) => user_id),
    log,
  );
}

/**
 * One id a pair: of two requests at once, by either of the two, one reserves it and both make the room of
 * that id.
 */
async function reserveDirect(env: ApiEnv, userId: string, otherId: string, now: Date): Promise<string> {
  const db = openDatabase(env);
  const pair_key = [userId, otherId].sort().join(":");
  const known = await findRoomOfPair(db, pair_key);
  if (known !== null) return known.id;
  await takeJoin(env, userId, now);
  await reserve(db, {
    id: newId("room", now.getTime()),
    kind: "direct",
    pair_key,
    reserved_by: userId,
    created_at: now,
  });
  const row = await findRoomOfPair(db, pair_key);
  if (row === null) throw new Error("the conversation's reservation did not come back");
  return row.id;
}

async function reserveGroup(env: ApiEnv, userId: string, now: Date): Promise<string> {
  await takeJoin(env, userId, now);
  const id = newId("room", now.getTime());
  await reserve(openDatabase(env), { id, kind: "group", reserved_by: userId, created_at: now });
  return id;
}
