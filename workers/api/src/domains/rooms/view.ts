import type { RoomView } from "@veza/contracts/chat-rpc";
import type { Room, RoomRow } from "@veza/contracts/http/rooms";
import type { Logger } from "@veza/core/log";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { writeAnswer } from "./directory.ts";
import { findRoom, type ListedRoom, listOthers, toRow } from "./queries.ts";

/** Of a conversation so many people are named. */
const NAMED = 10;

/** A room's answer with what only the directory knows. */
export async function toRoom(env: ApiEnv, view: RoomView, viewerId: string | null): Promise<Room> {
  const db = openDatabase(env);
  const { room, you, last_seq } = view;
  const isConversation = room.kind !== "room" && viewerId !== null;
  const [entry, others] = await Promise.all([
    findRoom(db, room.id),
    isConversation ? listOthers(db, [room.id], viewerId, NAMED) : null,
  ]);
  return { ...room, you, last_seq, owner_id: entry?.owner_id ?? null, people: others?.get(room.id) ?? [] };
}

/** Rows of the directory as a list shows them to `viewerId`. */
export async function toRows(env: ApiEnv, listed: ListedRoom[], viewerId: string | null): Promise<RoomRow[]> {
  const conversations = listed.filter(({ room }) => room.kind !== "room").map(({ room }) => room.id);
  const others =
    viewerId === null
      ? new Map<string, never>()
      : await listOthers(openDatabase(env), conversations, viewerId, NAMED);
  return listed.map((one) => toRow(one, others.get(one.room.id) ?? []));
}

/**
 * Writes a room's answer into the directory, so that whoever acted finds it in the next list. What fails here
 * is logged and stops nothing: the room's events say it again.
 */
export async function keepAnswer(
  env: ApiEnv,
  view: RoomView,
  userId: string,
  others: string[],
  log: Logger,
): Promise<void> {
  try {
    await writeAnswer(openDatabase(env), view, userId, others);
  } catch (cause) {
    log.error("a room's answer is not in the directory, its events will be", cause, {
      room_id: view.room.id,
    });
  }
}
