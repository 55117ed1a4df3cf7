import type { RoomInvite, RoomRefusal, RoomView } from "@veza/contracts/chat-rpc";
import type { BodyOf } from "@veza/contracts/endpoint";
import type { FieldError } from "@veza/contracts/errors";
import type * as contract from "@veza/contracts/http/rooms";
import type { Room } from "@veza/contracts/http/rooms";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { released } from "@veza/worker-kit/rpc-result";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { authorsOf, blockedAmong } from "../people/service.ts";
import { asked, refused } from "./calls.ts";
import { countJoin, findRoom, findRoomBySlug, type ListedRoom, listOf } from "./queries.ts";
import { maySeeSubject } from "./subjects.ts";
import { keepAnswer, toRoom } from "./view.ts";

const JOINS = { count: 20, window_ms: 60_000 };

/**
 * A room as the viewer sees it, by id or slug; a valid invite shows a private one. Throws `not_found` for
 * every room that they may not know of, `unavailable`. Who is no member sees a subject's room only while they
 * may see the subject.
 */
export async function readRoom(
  env: ApiEnv,
  idOrSlug: string,
  invite: string | undefined,
  viewer: Principal | null,
): Promise<Room> {
  const roomId = idOrSlug.includes("_") ? idOrSlug : (await findRoomBySlug(openDatabase(env), idOrSlug))?.id;
  if (roomId === undefined) throw new AppError("not_found");
  const user_id = viewer?.user_id ?? null;
  const view = await asked(() =>
    env.CHAT_RPC.room({ room_id: roomId, user_id, ...(invite === undefined ? {} : { invite }) }),
  );
  if (view === null) throw new AppError("not_found");
  if (view.you === null && !(await maySeeSubject(env, view.room.subject, viewer)))
    throw new AppError("not_found");
  return toRoom(env, view, user_id);
}

/**
 * Puts the user into a room. Throws `not_found`, `banned`, `room_full`, `invite_invalid`, `wrong_state`,
 * `unavailable`, and `rate_limited` above 20 a minute, tries with a bad invite counted.
 */
export async function joinRoom(
  env: ApiEnv,
  roomId: string,
  invite: string | null,
  user: Principal,
  now: Date,
  log: Logger,
): Promise<Room> {
  const [entry] = await Promise.all([findRoom(openDatabase(env), roomId), takeJoin(env, user.user_id, now)]);
  const subject =
    entry === null || entry.subject_kind === null || entry.subject_id === null
      ? null
      : { kind: entry.subject_kind, id: entry.subject_id };
  if (!(await maySeeSubject(env, subject, user))) {
    // Whoever is in already stays in.
    const view = await asked(() => env.CHAT_RPC.room({ room_id: roomId, user_id: user.user_id }));
    if (view === null || view.you === null) throw new AppError("not_found");
    return toRoom(env, view, user.user_id);
  }
  return enter(env, roomId, invite, user.user_id, log);
}

/** Joins without asking whether one may see what the room stands beside. */
export async function enter(
  env: ApiEnv,
  roomId: string,
  invite: string | null,
  userId: string,
  log: Logger,
): Promise<Room> {
  const person = await requireAuthor(env, userId);
  const answer = await asked(() => env.CHAT_RPC.joinRoom({ room_id: roomId, user: person, invite }));
  if (!answer.ok) throw refused(answer, { forbidden: "wrong_state" });
  return keepAndShow(env, answer, userId, [], log);
}

/** Throws `rate_limited` for the 21st join in a minute. */
export async function takeJoin(env: ApiEnv, userId: string, now: Date): Promise<void> {
  const { count, began_at } = await countJoin(openDatabase(env), userId, now, JOINS.window_ms);
  if (count > JOINS.count)
    throw new AppError("rate_limited", {
      detail: `At most ${JOINS.count} rooms a minute.`,
      retry_after_ms: Math.max(1_000, began_at.getTime() + JOINS.window_ms - now.getTime()),
    });
}

/**
 * Throws `not_found`, `owner_must_hand_over`, `wrong_state` (a direct conversation can't be left),
 * `unavailable`.
 */
export async function leaveRoom(env: ApiEnv, roomId: string, user: Principal, log: Logger): Promise<void> {
  const answer = await asked(() => env.CHAT_RPC.leaveRoom({ room_id: roomId, user_id: user.user_id }));
  if (!answer.ok) throw refused(answer, { forbidden: "wrong_state" });
  await keepAnswer(env, answer, user.user_id, [], log);
}

/**
 * Takes an account that has ended out of every room, and with that its open sockets. Safe to repeat; a
 * conversation of two stays, as it does for people. Throws when rooms can't be reached: what was left is
 * left.
 */
export async function leaveEveryRoom(env: ApiEnv, userId: string): Promise<void> {
  const db = openDatabase(env);
  let after: string | null = null;
  for (;;) {
    const rows: ListedRoom[] = await listOf(db, userId, after, 50);
    for (const { room } of rows)
      await released(env.CHAT_RPC.leaveRoom({ room_id: room.id, user_id: userId }));
    after = rows.at(-1)?.room.id ?? null;
    if (rows.length < 50) return;
  }
}

/**
 * Brings people into a group, one after the other: when it is full, those before are in. Nobody is brought in
 * where one of them can't be, for they have blocked the caller, are blocked or have no account
 * (`validation_failed` by their place).
 */
export async function addMembers(
  env: ApiEnv,
  roomId: string,
  userIds: string[],
  user: Principal,
  log: Logger,
): Promise<Room> {
  const view = await asked(() => env.CHAT_RPC.room({ room_id: roomId, user_id: user.user_id }));
  if (view === null || view.you === null) throw new AppError("not_found");
  if (view.room.kind !== "group")
    throw new AppError("wrong_state", { detail: "People are brought into groups only. Send them a link." });
  const people = await requirePeople(env, user.user_id, userIds);
  let last: RoomView = view;
  const added: string[] = [];
  let refusal: RoomRefusal | null = null;
  for (const [i, person] of people.entries()) {
    const answer = await asked(() =>
      env.CHAT_RPC.addMember({ room_id: roomId, by: user.user_id, user: person }),
    );
    if (answer.ok) {
      last = answer;
      added.push(person.user_id);
      continue;
    }
    if (answer.code === "banned") throw invalid([atPlace(i, "banned", answer.message)]);
    refusal = answer;
    break;
  }
  if (added.length > 0) await keepAnswer(env, last, user.user_id, added, log);
  if (refusal !== null) throw refused(refusal);
  return toRoom(env, last, user.user_id);
}

/** Throws `not_found`, `forbidden`, `wrong_state`, `unavailable`. */
export async function createInvite(
  env: ApiEnv,
  roomId: string,
  input: BodyOf<typeof contract.createInvite>,
  user: Principal,
): Promise<RoomInvite> {
  const answer = await asked(() =>
    env.CHAT_RPC.createInvite({ room_id: roomId, user_id: user.user_id, ...input }),
  );
  if (!answer.ok) throw refused(answer);
  return answer.invite;
}

/** The links that still work. Throws `not_found`, `forbidden`, `unavailable`. */
export async function listInvites(
  env: ApiEnv,
  roomId: string,
  user: Principal,
  now: Date,
): Promise<RoomInvite[]> {
  const answer = await asked(() => env.CHAT_RPC.invites({ room_id: roomId, user_id: user.user_id }));
  if (!answer.ok) throw refused(answer, { wrong_state: "forbidden" });
  return answer.invites.filter(
    ({ uses_left, expires_at }) =>
      uses_left !== 0 && (expires_at === null || Date.parse(expires_at) > now.getTime()),
  );
}

/** Throws `not_found`, `forbidden`, `unavailable`. */
export async function revokeInvite(
  env: ApiEnv,
  roomId: string,
  code: string,
  user: Principal,
): Promise<void> {
  const answer = await asked(() =>
    env.CHAT_RPC.revokeInvite({ room_id: roomId, user_id: user.user_id, code }),
  );
  if (!answer.ok) throw refused(answer, { wrong_state: "forbidden" });
}

export async function keepAndShow(
  env: ApiEnv,
  view: RoomView,
  userId: string,
  others: string[],
  log: Logger,
): Promise<Room> {
  await keepAnswer(env, view, userId, others, log);
  return toRoom(env, view, userId);
}

/** Name and picture of who asks; throws `unauthenticated` when the account is gone. */
export async function requireAuthor(env: ApiEnv, userId: string): Promise<ChatAuthor> {
  const author = (await authorsOf(env, [userId])).get(userId);
  if (author === undefined) throw new AppError("unauthenticated");
  return author;
}

/**
 * These people, each once, none of them in a block with the user; throws `validation_failed` by their place.
 */
export async function requirePeople(env: ApiEnv, userId: string, ids: string[]): Promise<ChatAuthor[]> {
  const [authors, blocked] = await Promise.all([authorsOf(env, ids), blockedAmong(env, userId, ids)]);
  const errors = ids.flatMap((id, i) => {
    if (id === userId) return [atPlace(i, "invalid", "You are in it already.")];
    if (!authors.has(id)) return [atPlace(i, "not_found", "There is no such person.")];
    if (blocked.includes(id)) return [atPlace(i, "blocked", "One of you has blocked the other.")];
    return [];
  });
  if (errors.length > 0) throw invalid(errors);
  return [...new Set(ids)].flatMap((id) => authors.get(id) ?? []);
}

const atPlace = (i: number, code: string, message: string): FieldError => ({
  pointer: `/user_ids/${i}`,
  code,
  message,
});
const invalid = (errors: FieldError[]) => new AppError("validation_failed", { errors });
