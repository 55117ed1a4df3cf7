import type { RoomView } from "@veza/contracts/chat-rpc";
import { canInRoom } from "@veza/contracts/permissions/room";
import type { ChatYou } from "@veza/contracts/ws/chat";
import { AppError } from "@veza/worker-kit/app-error";
import type { ApiEnv } from "../../env.ts";
import { asked } from "../rooms/calls.ts";

/**
 * A room by one of its members. Throws `not_found` to who may not know of it, `forbidden` to others who are
 * not in it.
 */
export async function requireMember(
  env: ApiEnv,
  roomId: string,
  userId: string,
): Promise<RoomView & { you: ChatYou }> {
  const view = await asked(() => env.CHAT_RPC.room({ room_id: roomId, user_id: userId }));
  if (view === null) throw new AppError("not_found", { detail: "There is no such room." });
  const { you } = view;
  if (you === null) throw new AppError("forbidden", { detail: "Join this room first." });
  return { ...view, you };
}

/** A room by somebody who may write in it. */
export async function requireWriter(env: ApiEnv, roomId: string, userId: string): Promise<RoomView> {
  const view = await requireMember(env, roomId, userId);
  if (!canInRoom(view.you.role, view.room.kind, "send"))
    throw new AppError("forbidden", { detail: "You can only read in this room." });
  return view;
}

/**
 * A room by somebody who may see to its webhooks. Throws `wrong_state` in a conversation of two, which has
 * none.
 */
export async function requireWebhookKeeper(env: ApiEnv, roomId: string, userId: string): Promise<void> {
  const { room, you } = await requireMember(env, roomId, userId);
  if (room.kind === "direct")
    throw new AppError("wrong_state", { detail: "A conversation has no webhooks." });
  if (!canInRoom(you.role, room.kind, "webhooks")) throw new AppError("forbidden");
}
