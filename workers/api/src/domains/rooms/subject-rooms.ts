import type { Room } from "@veza/contracts/http/rooms";
import { asLine } from "@veza/contracts/text";
import type { RoomSubject } from "@veza/contracts/ws/chat-room";
import { newId } from "@veza/core/ids";
import type { Logger } from "@veza/core/log";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { requireVerified } from "../accounts/service.ts";
import { authorsOf } from "../people/service.ts";
import { asked } from "./calls.ts";
import { findRoomOfSubject, reserve } from "./queries.ts";
import { enter, takeJoin } from "./service.ts";
import { readSubject, type Subject } from "./subjects.ts";
import { keepAnswer, toRoom } from "./view.ts";

/** Names of rooms end here; titles may be longer. */
const MAX_NAME = 100;

/** The room beside a subject; null while nobody has opened it. Throws `not_found`, `unavailable`. */
export async function readSubjectRoom(
  env: ApiEnv,
  subject: RoomSubject,
  viewer: Principal | null,
  now: Date,
): Promise<Room | null> {
  await readSubject(env, subject, viewer, now);
  const entry = await findRoomOfSubject(openDatabase(env), subject);
  if (entry === null || entry.revision === 0) return null;
  const user_id = viewer?.user_id ?? null;
  const view = await asked(() => env.CHAT_RPC.room({ room_id: entry.id, user_id }));
  return view === null ? null : toRoom(env, view, user_id);
}

/**
 * Enters the room beside a subject, and makes it on first use, once: one id a subject is reserved, and
 * whoever comes at the same time makes the room of that id. It has the name that the subject has then. It is
 * open to all who have the link, as its subject is; the directory and the door to newcomers ask the subject
 * each time (queries.ts, subjects.ts).
 *
 * Throws `not_found`, `wrong_state` (a private or unpublished track has no room), `email_not_verified` (to
 * make it), `banned`, `rate_limited`, `unavailable`.
 */
export async function openSubjectRoom(
  env: ApiEnv,
  subject: RoomSubject,
  user: Principal,
  now: Date,
  log: Logger,
): Promise<Room> {
  const found = await readSubject(env, subject, user, now);
  const entry = await findRoomOfSubject(openDatabase(env), subject);
  const roomId =
    entry !== null && entry.revision > 0 ? entry.id : await make(env, subject, found, user, now, log);
  const view = await asked(() => env.CHAT_RPC.room({ room_id: roomId, user_id: user.user_id }));
  if (view !== null && view.you !== null) return toRoom(env, view, user.user_id);
  await takeJoin(env, user.user_id, now);
  return enter(env, roomId, null, user.user_id, log);
}

async function make(
  env: ApiEnv,
  subject: RoomSubject,
  found: Subject,
  user: Principal,
  now: Date,
  log: Logger,
): Promise<string> {
  if (!found.is_open)
    throw new AppError("wrong_state", { detail: "Only what others can see has a room. Publish it first." });
  await requireVerified(env, user.user_id);
  const owner = (await authorsOf(env, [found.owner_id])).get(found.owner_id);
  if (owner === undefined) throw new AppError("not_found");
  const db = openDatabase(env);
  await reserve(db, {
    id: newId("room", now.getTime()),
    subject_kind: subject.kind,
    subject_id: subject.id,
    reserved_by: user.user_id,
    created_at: now,
  });
  const row = await findRoomOfSubject(db, subject);
  if (row === null) throw new Error("the room's reservation did not come back");
  const view = await asked(() =>
    env.CHAT_RPC.createRoom({
      room_id: row.id,
      kind: "room",
      visibility: "public",
      name: asLine(found.title, MAX_NAME),
      subject,
      owner,
    }),
  );
  await keepAnswer(env, view, owner.user_id, [], log);
  return row.id;
}
