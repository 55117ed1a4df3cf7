import { WorkerEntrypoint } from "cloudflare:workers";
import type {
  AddMember,
  CreateInvite,
  CreateRoom,
  GetMessages,
  JoinRoom,
  PlatformAct,
  PostMessage,
  RevokeInvite,
  RoomAndUser,
} from "@veza/contracts/chat-rpc";
import { RoomId, UserId } from "@veza/contracts/ids";
import { type ChatRpc, InboxPush, type Readiness } from "@veza/contracts/rpc";
import { createChatApp } from "./app.ts";
import type { ChatEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { metrics } from "./metrics.ts";

export { ChatRoom } from "./chat-room.do.ts";
export { Inbox } from "./inbox.do.ts";

const app = createChatApp();

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),
} satisfies ExportedHandler<ChatEnv>;

/** What the other Workers may ask of this one. */
export class ChatRpcEntrypoint extends WorkerEntrypoint<ChatEnv> implements ChatRpc {
  async pushToInbox(push: InboxPush) {
    const { user_id, frames, traceparent } = InboxPush.parse(push);
    const { INBOX } = envOf(this.env);
    for (const frame of frames) metrics.count("veza_inbox_frames_total", { type: frame.t });
    await INBOX.get(INBOX.idFromName(user_id)).push(frames, traceparent);
  }

  // Rooms parse what they are asked themselves.
  async createRoom(room: CreateRoom) {
    return this.#room(room.room_id).create(room);
  }
  async room({ room_id, user_id, invite }: Parameters<ChatRpc["room"]>[0]) {
    return this.#room(room_id).view(user_id === null ? null : UserId.parse(user_id), invite ?? null);
  }
  async joinRoom(request: JoinRoom) {
    return this.#room(request.room_id).join(request);
  }
  async addMember(request: AddMember) {
    return this.#room(request.room_id).bringIn(request);
  }
  async leaveRoom(request: RoomAndUser) {
    return this.#room(request.room_id).leave(request);
  }
  async createInvite(request: CreateInvite) {
    return this.#room(request.room_id).createInvite(request);
  }
  async invites(request: RoomAndUser) {
    return this.#room(request.room_id).invites(request);
  }
  async revokeInvite(request: RevokeInvite) {
    return this.#room(request.room_id).revokeInvite(request);
  }
  async roomMessages(request: GetMessages) {
    return this.#room(request.room_id).page(request);
  }
  async postMessage(request: PostMessage) {
    return this.#room(request.room_id).post(request);
  }
  async moderate(request: PlatformAct) {
    return this.#room(request.room_id).moderate(request);
  }
  async mayReadRoom({ room_id, user_id }: { room_id: string; user_id: string | null }) {
    return this.#room(room_id).mayRead(user_id === null ? null : UserId.parse(user_id));
  }

  async readiness(): Promise<Readiness> {
    return { ready: true, checks: { self: { ok: true } } };
  }

  async metrics() {
    return metrics.render();
  }

  #room(roomId: string) {
    const { ROOMS } = envOf(this.env);
    return ROOMS.get(ROOMS.idFromName(RoomId.parse(roomId)));
  }
}
