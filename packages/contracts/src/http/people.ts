import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { UserId } from "../ids.ts";
import { name } from "../text.ts";
import { ChatAuthor } from "../ws/chat-room.ts";
import { PageQuery, page } from "./pagination.ts";

/** What anybody with an account sees of somebody. No address, no role of the platform. */
export const Person = ChatAuthor.extend({
  created_at: z.iso.datetime(),
  /** Published tracks that anybody may see. */
  track_count: z.int(),
  /** By the caller. */
  is_blocked: z.boolean(),
});
export type Person = z.infer<typeof Person>;

const tag = "People";
const params = z.object({ user_id: UserId });
const signedIn = { tag, auth: "required", capability: "rooms:use" } as const;

export const searchPeople = endpoint({
  ...signedIn,
  id: "searchPeople",
  method: "GET",
  path: "/api/v1/people",
  summary: "People whose username begins with `query`, at most ten; who has blocked the caller is left out.",
  query: z.object({ query: name(50).toLowerCase() }),
  status: 200,
  response: z.object({ items: z.array(ChatAuthor) }),
});

export const getPerson = endpoint({
  ...signedIn,
  id: "getPerson",
  method: "GET",
  path: "/api/v1/people/:user_id",
  summary: "The card of one person.",
  params,
  status: 200,
  response: Person,
  errors: ["not_found"],
});

export const listBlocks = endpoint({
  ...signedIn,
  id: "listBlocks",
  method: "GET",
  path: "/api/v1/me/blocks",
  summary: "Whom one has blocked, newest first.",
  query: PageQuery,
  status: 200,
  response: page(ChatAuthor),
  errors: ["invalid_cursor"],
});

export const blockPerson = endpoint({
  ...signedIn,
  id: "blockPerson",
  method: "PUT",
  path: "/api/v1/me/blocks/:user_id",
  summary: "Block somebody: neither can write to the other directly any more. Safe to repeat.",
  params,
  status: 204,
  errors: ["not_found", "wrong_state", "csrf_failed"],
});

export const unblockPerson = endpoint({
  ...signedIn,
  id: "unblockPerson",
  method: "DELETE",
  path: "/api/v1/me/blocks/:user_id",
  summary: "Lift a block. Safe to repeat.",
  params,
  status: 204,
  errors: ["csrf_failed"],
});

export const ChatSettings = z.object({
  /** A mail when somebody writes to you or names you while you are away: one a room and hour at most. */
  is_mail_on: z.boolean(),
});
export type ChatSettings = z.infer<typeof ChatSettings>;

export const getChatSettings = endpoint({
  ...signedIn,
  id: "getChatSettings",
  method: "GET",
  path: "/api/v1/me/chat-settings",
  summary: "How chat may reach one while away.",
  status: 200,
  response: ChatSettings,
});

export const putChatSettings = endpoint({
  ...signedIn,
  id: "putChatSettings",
  method: "PUT",
  path: "/api/v1/me/chat-settings",
  summary: "Turn mails about messages on or off.",
  body: z.strictObject({ is_mail_on: z.boolean() }),
  status: 200,
  response: ChatSettings,
  errors: ["csrf_failed"],
});

export const PEOPLE_ENDPOINTS = [
  searchPeople,
  getPerson,
  listBlocks,
  blockPerson,
  unblockPerson,
  getChatSettings,
  putChatSettings,
] as const;
