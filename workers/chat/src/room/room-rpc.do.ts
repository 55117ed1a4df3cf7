import { DurableObject } from "cloudflare:workers";
import type {
  AddMember,
  CreateInvite,
  GetMessages,
  JoinRoom,
  PlatformAct,
  PostAnswer,
  PostMessage,
  RevokeInvite,
  RoomAndUser,
  RoomRefusal,
} from "@veza/contracts/chat-rpc";
import type { LoadedRoom } from "./load.ts";

const NOT_FOUND: RoomRefusal = { ok: false, code: "not_found", message: "There is no such room." };

/**
 * What other Workers and inboxes ask of a room's object. Where no room was made it is the answer that
 * outsiders of a private one get. Requests are parsed where they are answered, in room-requests.ts.
 */
export abstract class RoomRpc extends DurableObject {
  /** Null where no room was made, and in a relay. A field of the instance: not to be reached by RPC. */
  protected loaded: LoadedRoom | null = null;

  async view(userId: string | null, invite: string | null = null) {
    return this.loaded?.requests.viewFor(userId, invite) ?? null;
  }
  async join(request: JoinRoom) {
    return this.loaded?.requests.join(request) ?? NOT_FOUND;
  }
  async bringIn(request: AddMember) {
    return this.loaded?.requests.bringIn(request) ?? NOT_FOUND;
  }
  async leave(request: RoomAndUser) {
    return this.loaded?.requests.leave(request) ?? NOT_FOUND;
  }
  async createInvite(request: CreateInvite) {
    return this.loaded?.requests.createInvite(request) ?? NOT_FOUND;
  }
  async invites(request: RoomAndUser) {
    return this.loaded?.requests.invites(request) ?? NOT_FOUND;
  }
  async revokeInvite(request: RevokeInvite) {
    return this.loaded?.requests.revokeInvite(request) ?? NOT_FOUND;
  }
  async page(request: GetMessages) {
    return this.loaded?.requests.page(request) ?? null;
  }
  async post(request: PostMessage): Promise<PostAnswer> {
    return this.loaded?.requests.post(request) ?? NOT_FOUND;
  }
  async moderate(request: PlatformAct) {
    return this.loaded?.requests.moderate(request) ?? NOT_FOUND;
  }
  async mayRead(userId: string | null) {
    return this.loaded?.requests.mayRead(userId) ?? false;
  }
  /** How a user stands here; from now on their inbox wants to know. Null where there is no such room. */
  async standing(userId: string) {
    return this.loaded?.requests.standing(userId) ?? null;
  }
  /** A user has read up to here, in their list of rooms. */
  async markRead(userId: string, seq: number): Promise<void> {
    this.loaded?.primary.read(userId, seq);
  }
  /** For large rooms that shall spread sooner, and for tests: how many sockets one object holds. */
  async setRelayAfter(count: number): Promise<void> {
    this.loaded?.requests.setRelayAfter(count);
  }
}
