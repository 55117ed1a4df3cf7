import { z } from "zod";
import { MessagesPage } from "../chat-rpc.ts";
import { endpoint } from "../endpoint.ts";
import { MessageId, RoomId } from "../ids.ts";

const seq = z.coerce.number().int().min(0).optional();

export const getRoomMessages = endpoint({
  id: "getRoomMessages",
  method: "GET",
  path: "/chat/rooms/:room_id/messages",
  tag: "Rooms",
  summary:
    "A page of a room's messages as they are now, oldest first: the newest, those before a `seq`, or those after one. For members; in a public room for anybody.",
  auth: "optional",
  params: z.object({ room_id: RoomId }),
  query: z.object({
    before_seq: seq,
    after_seq: seq,
    /** Of one thread; without it, those that are in none. */
    thread: MessageId.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  status: 200,
  response: MessagesPage,
  errors: ["not_found", "unavailable"],
});

/**
 * What veza-chat answers over HTTP, beside its sockets. The API's document holds it, the API itself does not.
 */
export const CHAT_ENDPOINTS = [getRoomMessages] as const;
