import type { DataOf } from "@veza/contracts/events";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { writeMember, writeRoom } from "./directory.ts";

/** A room said what it is now. Safe to repeat and in any order. */
export const onRoomUpdated = (env: ApiEnv, data: DataOf<"room.updated">): Promise<void> =>
  writeRoom(openDatabase(env), data.room, data.owner_id, data.revision);

/**
 * A room said what somebody is in it now. Safe to repeat and in any order, also before the room itself was
 * heard of.
 */
export const onRoomMember = (env: ApiEnv, eventId: string, data: DataOf<"room.member">): Promise<void> =>
  writeMember(openDatabase(env), data.room_id, {
    user_id: data.user_id,
    role: data.role,
    banned_until: data.banned_until ?? null,
    revision: data.revision,
    event_id: eventId,
  });
